# line 2
import .a
