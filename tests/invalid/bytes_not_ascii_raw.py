# line 2
a = rb'é'
