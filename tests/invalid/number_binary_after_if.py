# line 2
a = 1 if b else 0b or 1
