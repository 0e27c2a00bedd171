# line 2
with a := b: pass
