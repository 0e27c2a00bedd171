# line 3
f"""
{a}
\N{nothing such}"""
