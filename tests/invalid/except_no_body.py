# line 4
try: pass
except A:
finally: pass
