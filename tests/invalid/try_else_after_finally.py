# line 5
try: pass
except: pass
finally: pass
else: pass
