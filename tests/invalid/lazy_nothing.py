# line 2
lazy import
