# run: --lines | 5,8,12,15,19,24,30 | --redact | frame | --redact | space
import atexit
class Meta(type):
    def __new__(cls, name, bases, space):
        return super().__new__(cls, name, bases, space)

    def __call__(cls, *args):
        return super().__call__(*args)
class A(metaclass=Meta):
    def __eq__(self, other):
        x = 1
        return True
    __hash__ = None
    def __repr__(self):
        return "A()"

    def __del__(self):
        y = 2
        deleted.append(y)


deleted = []
def handler(number, frame):
    z = number > 0
import os, signal
signal.signal(signal.SIGUSR1, handler)
os.kill(os.getpid(), signal.SIGUSR1)
@atexit.register
def last():
    print("bye")
a = A()
assert a == 1
repr(a)
del a
