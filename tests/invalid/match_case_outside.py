# line 2
case a: pass
