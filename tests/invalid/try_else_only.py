# line 3
try: pass
else: pass
