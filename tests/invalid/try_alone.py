# line 3
try: pass
a = 1
