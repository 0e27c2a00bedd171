# line 2
if a: if b: pass
