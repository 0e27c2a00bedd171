# line 2
a from b
