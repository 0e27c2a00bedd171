# line 3
if a: pass
else if b: pass
