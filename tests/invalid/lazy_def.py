# line 2
lazy def f(): pass
