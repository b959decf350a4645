"""`python -m bench [append|agenda]`: run every benchmark, or one."""

import sys

from bench import agenda, append

BENCHES = {"append": append.main, "agenda": agenda.main}

for name in sys.argv[1:] or BENCHES:
    BENCHES[name]()
