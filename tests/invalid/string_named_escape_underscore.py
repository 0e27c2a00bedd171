# line 2
a = '\N{LATIN_SMALL_LETTER_A}'
