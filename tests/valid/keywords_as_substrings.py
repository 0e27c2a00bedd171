iffy = android = inner = isolate = nots = format = classy = define = asynch = awaiting = lambda_ = passing = 1
