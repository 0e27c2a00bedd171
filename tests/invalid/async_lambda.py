# line 2
async lambda: a
