t"""{value =\
}{value \
=\
 !r}{a == 1 = \
:>{w}}"""
t"""{(value)=
 # comment =
}{value # a=
 = # b =
}{value = # '
}"""
