# line 2
lazy lazy import a
