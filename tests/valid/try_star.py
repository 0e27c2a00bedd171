try: a
except* A: b
try: a
except *A as b: c
except *(B, C): d
else: e
finally: f
try: a
except* A.b(c): d
