# line 2
else: pass
