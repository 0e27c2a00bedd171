def f(x):
	if x:
	    return 1
	for i in (1,):
		x = i
	return x


print(f(1), f(0))
