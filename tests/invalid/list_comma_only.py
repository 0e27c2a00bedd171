# line 2
[,]
