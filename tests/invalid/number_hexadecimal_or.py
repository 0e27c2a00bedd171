# line 2
a = 0xor 1
