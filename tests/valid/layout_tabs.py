if a:
	b
	if c:
		d
	e
if a:
        b
        if c:
	        d
