# line 2
a = 1 \ 
  + 2
