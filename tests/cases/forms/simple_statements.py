x = 1
y = x; z = y + 1
del y
x += z
print(x, z)
