# line 4
if a: pass
else: pass
elif b: pass
