import contextlib


def f(n):
    for a in n:
     for b in n:
      for c in n:
       for d in n:
        for e in n:
         for g in n:
          for h in n:
           for i in n:
            for j in n:
             for k in n:
              for l in n:
               for m in n:
                for o in n:
                 for p in n:
                  for q in n:
                   for r in n:
                    for s in n:
                     for t in n:
                      for u in n:
                       with contextlib.nullcontext(1) as w:
                        return w


print(f([1]))
