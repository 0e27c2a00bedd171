# line 3
class A:
    def f(self):
