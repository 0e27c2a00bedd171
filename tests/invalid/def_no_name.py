# line 2
def (): pass
