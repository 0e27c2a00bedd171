# line 2
class A(B)[T]: pass
