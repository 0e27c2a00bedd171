# line 2
a + while
