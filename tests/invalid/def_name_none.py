# line 2
def None(): pass
