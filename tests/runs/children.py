# run: -p | helper.py:2
# log: sorted
import subprocess
import sys

print(subprocess.run([sys.executable, "-c", "import helper; print(helper.work(1))"], stdout=subprocess.PIPE).stdout)
import helper
helper.work(2)
