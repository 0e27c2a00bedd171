# line 2
@a def f(): pass
