# line 2
{*a: b for a in c}
