# line 2
lazy pass
