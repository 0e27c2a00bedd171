[*a for a in b]
{*a for a in b}
(*a for a in b)
{**a for a in b}
f(*a for a in b)
{**a | b for a in c for d in e}
[*a async for a in b]
{**a | b for c in d | e if f or g} if h and i else {**j | k for l in m or n}
