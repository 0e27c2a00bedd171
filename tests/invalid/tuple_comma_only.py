# line 2
(,)
