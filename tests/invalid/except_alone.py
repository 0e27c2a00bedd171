# line 2
except: pass
