# line 2
exec "a"
