a; b
a; b;
a = 1; b = 2; c
if a: b; c;
while a: b; c
class A: a = 1; b = 2
def f(): return; pass
