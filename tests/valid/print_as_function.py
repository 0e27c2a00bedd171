print(a, end='')
print (a)
print >> a, b
print
print - 1
exec(a)
exec (a)
