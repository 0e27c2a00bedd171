# line 3
a b
c = 1andy
