# first
a  # behind
   # indented
if b:  # header
# at column 0
    c
        # deeper
    d
  # shallower
# last
