# line 2
async
    pass
async x = 1
