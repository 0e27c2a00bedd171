# line 2
import a as None
