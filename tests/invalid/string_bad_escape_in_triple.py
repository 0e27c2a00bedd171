# line 2
a = """
b
\x1
"""
