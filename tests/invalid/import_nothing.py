# line 2
import
