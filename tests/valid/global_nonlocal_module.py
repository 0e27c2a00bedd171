global a
global b, c
