# line 2
a = fu'b'
