# run: --lines | all
"""A secret is told when it has a value, not before; behind the other variables."""
def f(n, password="p"):
    for token in range(n):
        x = token
    if n > 1:
        # The one in between has no value yet.
        api_key = n
    y = n
    if n:
        del token
    secret_b = secret_a = y
    return secret_a


f(2)
f(0)
