# line 2
a.class
