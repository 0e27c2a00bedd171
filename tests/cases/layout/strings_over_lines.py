x = """one
two
three"""
y = ('a'
     'b'
     "c")
z = x + """
""" + y
print(z)
