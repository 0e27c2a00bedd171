# line 3
try: pass
else: pass
except: pass
