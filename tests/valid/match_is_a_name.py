match = 1
match.a = 2
match[0] = 3
match(a)
match(a, b).c
match, a = b
match: int = 1
match += 1
match - 1
match -a
match * a
match *a, b
match in a
match is a
match not in a
match if match else match
match or a
match == a
match
match; a
print(match)
def match(match): pass
import match
from match import match
match @ a
match[a:b]
match[a:b] = c
match(a)[b]: c
match.case
match: a = b
lambda match: match
{match: a}
match // a
match @a
match (a)
match [a]
match [a] = b
match [a, b]: c
match ()
