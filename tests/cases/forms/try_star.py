def f(exc):
    try:
        raise exc
    except* KeyError as group:
        print("key", group.exceptions)
    except* ValueError:
        print("value")
    finally:
        print("done")


f(ExceptionGroup("both", [KeyError(1), ValueError(2)]))
# case: --min 3.11
