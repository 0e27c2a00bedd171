# line 4
try: pass
finally: pass
except: pass
