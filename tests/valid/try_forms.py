try: a
except: b
try: a
finally: b
try: a
except A: b
try: a
except A as b: c
try: a
except (A, B): c
try: a
except (A, B) as c: d
try:
    a
except A:
    b
except B as c:
    d
except:
    e
else:
    f
finally:
    g
try: a
except A.b(c)[d] as e: f
try: a
except a if b else c: d
try: a
except A: b
else: c
