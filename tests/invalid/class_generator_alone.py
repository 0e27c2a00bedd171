# line 2
class A(x for x in y): pass
