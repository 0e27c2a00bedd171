import os, sys as system
from os import (
    path,
    sep as separator,
)
from os.path import *

print(system.version_info[0], path is os.path, separator == os.sep, join is path.join)
