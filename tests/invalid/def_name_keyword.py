# line 2
def while(): pass
