if a: pass
else: pass
for b in c: pass
while d: pass
class E: pass
def f(): pass
with g: pass
try: pass
finally: pass
