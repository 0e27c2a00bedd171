# line 2
async if a: pass
