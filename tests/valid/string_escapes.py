'\n\r\t\a\b\f\v\\\'\"'
'\0\1\12\123\1234\400\777\08'
'\x41\xe9\xff\x00\x7f\x80\xa0'
'\u0041\u00e9\u20ac\ud800\udfff\ud83d\ude00'
'\U00000041\U0001f600\U0010ffff\U0000d800'
'\N{SPACE}\N{LATIN SMALL LETTER E WITH ACUTE}\N{latin small letter a}'
'\N{NULL}\N{LF}\N{BYTE ORDER MARK}\N{NEW LINE}\N{NBSP}\N{ZWJ}'
'\N{CJK UNIFIED IDEOGRAPH-4E00}\N{HANGUL SYLLABLE GA}\N{HANGUL JUNGSEONG O-E}\N{HANGUL JUNGSEONG OE}'
'\N{SNOWMAN}\N{EM DASH}\N{TIBETAN LETTER -A}\N{HYPHEN-MINUS}'
'\q\8\9\ \é\{\}\(\.\d\w\s\-'
'a\
b\
c'
"""\
a
\
b"""
r'\n\x\N\u\
'
'\\\\'
'\\n'
'\\\
'
