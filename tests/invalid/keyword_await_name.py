# line 2
def await(): pass
