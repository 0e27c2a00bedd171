# line 2
with (x for x in y as z): pass
