while a: b
while a:
    b
else:
    c
while (a := f()) != b: pass
while True: pass
while not a: pass
