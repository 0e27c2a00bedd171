# line 2
a = import b
