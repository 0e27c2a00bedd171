# line 2
if: pass
