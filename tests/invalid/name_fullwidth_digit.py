# line 2
a = １
