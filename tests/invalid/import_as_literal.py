# line 2
import a as 1
