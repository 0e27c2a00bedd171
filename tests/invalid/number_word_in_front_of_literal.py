# line 2
with 1as a: pass
b = '\x'
