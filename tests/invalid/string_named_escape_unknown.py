# line 2
a = '\N{NO SUCH CHARACTER}'
