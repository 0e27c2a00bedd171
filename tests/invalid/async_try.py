# line 2
async try: pass
except: pass
