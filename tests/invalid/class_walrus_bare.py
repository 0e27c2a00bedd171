# line 2
class A b: pass
