# line 4
if a: pass
else: pass
else: pass
