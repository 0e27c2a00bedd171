# line 2
raise from a
