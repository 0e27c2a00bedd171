nonlocal a
