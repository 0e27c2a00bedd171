# line 2
\