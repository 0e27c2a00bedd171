a = (1 +  # one
     2    # two
     )
if (a and  # a
    b):
    c
