raise
raise A
raise A()
raise A from b
raise A from None
raise (A)
raise a if b else c from d
