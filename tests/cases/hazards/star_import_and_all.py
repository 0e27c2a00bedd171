__all__ = ["public"]
public = 1
_private = 2
print(sorted(name for name in globals() if not name.startswith("_")))
