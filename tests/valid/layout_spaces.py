a=1
b  =  2
f ( c ) . d [ e ]
( g )
[ h , i ]
a   if   b   else   c
lambda   x   :   y
x  .  y
@  dec
def  f  (  a  ,  b  =  1  )  ->  c  :  pass
