# line 3
a = 1
f"""{a}
