while a:
    try: b
    except* C:
        break
