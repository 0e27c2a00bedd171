# line 2
if a = 1: pass
