[*a for a in b]
{*a for a in b}
(*a for a in b)
{**a for a in b}
f(*a for a in b)
{**a | b for a in c for d in e}
[*a async for a in b]
