# line 4
try: pass
finally: pass
finally: pass
