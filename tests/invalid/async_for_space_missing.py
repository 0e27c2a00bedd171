# line 2
asyncfor a in b: pass
