break
continue
if a: break
def f():
    continue
