if a:
    b  # comment

    # trailing

c
def f():
    a; b;

class A:
    def g(self):
        pass


    x = 1;
try:
    a
except B:
    c

else:
    d;
match a:
    case b:
        c;

e;
with a: b;
while a:
    b
else:
    c  # x
