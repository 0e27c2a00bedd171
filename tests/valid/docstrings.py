"""module"""
class A:
    "class"
    def f(self):
        'function'
        "not one"
