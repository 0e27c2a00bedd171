# line 3
for a in b:
c
