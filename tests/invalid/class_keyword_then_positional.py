# line 2
class A(b=c, d): pass
