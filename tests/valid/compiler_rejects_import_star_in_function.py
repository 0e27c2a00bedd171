def f():
    from a import *
class A:
    from b import *
