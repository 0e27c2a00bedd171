def f(x):
    try:
        r = 1 / x
    except ZeroDivisionError as e:
        r = str(e)
    except (TypeError, ValueError):
        r = "type"
    except:
        r = "other"
    else:
        r += 1
    finally:
        print("finally")
    return r


print(f(1), f(0), f("a"))
