# line 2
a; if b: pass
