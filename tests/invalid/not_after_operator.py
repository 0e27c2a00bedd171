# line 2
a + not b
