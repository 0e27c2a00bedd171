# line 2
elif a: pass
