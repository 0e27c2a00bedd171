# line 2
async class A: pass
