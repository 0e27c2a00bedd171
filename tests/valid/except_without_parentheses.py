try: a
except A, B: c
try: a
except A, B, C: d
except D: e
try: a
except* A, B: c
try: a
except A, B,: c
