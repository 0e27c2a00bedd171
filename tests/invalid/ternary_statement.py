# line 2
a if b else pass
