# line 2
[a for b in c if d := e]
