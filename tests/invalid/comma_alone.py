# line 2
,
