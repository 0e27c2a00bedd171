# line 5
a = (b"b"
     f"{c}"

)
