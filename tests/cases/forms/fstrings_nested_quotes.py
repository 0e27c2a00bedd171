def f(d):
    return f"{d["k"]}{f"{d['k']!r}"}", f'{d["k"]
        }'


print(f({"k": 1}))
# case: --min 3.12
