# line 2
{a: b := c for a in d}
