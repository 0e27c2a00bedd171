import a
import a, b
import a.b.c
import a.b as c, d as e
import a . b
