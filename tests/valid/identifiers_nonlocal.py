def ｆ():
    ｘ = 1
    def g():
        nonlocal ｘ
        try: pass
        except ｅ as ｅ: pass
