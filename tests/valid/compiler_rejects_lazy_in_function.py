def f():
    lazy import a
try:
    lazy from b import c
except A: pass
lazy from a import *
