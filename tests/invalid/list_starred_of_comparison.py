# line 2
[*a < b]
[* not a]
