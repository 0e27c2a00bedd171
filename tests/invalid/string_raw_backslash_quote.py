# line 2
a = r'\'
