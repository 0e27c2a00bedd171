while a:
    pass
    break
    continue
for a in b:
    if c: continue
    else: break
