# line 2
a + lambda: b
