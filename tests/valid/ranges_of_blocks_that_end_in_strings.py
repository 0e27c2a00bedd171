if a:
    b = f'{c}'
d
def f():
    return f"""{a}
{b:>{c}}"""

class A:
    x = 'a' f''
while a: f'x{b}'
e
try:
    t = f'{a!r}' 'b'
except B: f'{c}' ; f'd'
with a:
    b(f'{c}')
f'{d}'
if a:
    if b: f''
    # comment
g
