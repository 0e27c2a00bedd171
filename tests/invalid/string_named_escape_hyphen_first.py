# line 2
a = '\N{-SPACE}'
