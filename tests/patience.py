"""How long a test waits for a condition before it is a fault: long, as nothing is measured by it.

On a machine that is busy otherwise a page takes seconds; `PATIENCE=` (seconds) says more.
"""

import os

PATIENCE = float(os.environ.get("PATIENCE", "180"))
