# line 2
case[c]: d: e
