None
True
False
...
__debug__
Ellipsis
NotImplemented
(None, True, False, ...)
a[...]
