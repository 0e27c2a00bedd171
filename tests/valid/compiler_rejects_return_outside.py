return
return a
class A:
    return b
