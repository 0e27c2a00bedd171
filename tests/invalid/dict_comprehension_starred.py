# line 2
{*a: a for a in b}
