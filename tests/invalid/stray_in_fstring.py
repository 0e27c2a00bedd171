# line 2
a = f"{b $ c}"
