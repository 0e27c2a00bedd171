# line 5
if a:
    if b:
        c
      d
