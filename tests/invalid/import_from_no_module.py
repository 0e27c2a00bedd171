# line 2
from import a
