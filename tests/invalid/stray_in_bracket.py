# line 3
a = (1,
  $)
