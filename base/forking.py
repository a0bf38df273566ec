"""What the process that forks children loads before all else.

Each child runs the program's main module once more, as multiprocessing has it; that it was loaded before, so that it
need not be again, is what Python would warn of on standard error, amid the lines of a log.
"""

from __future__ import annotations

import gc
import warnings

warnings.filterwarnings("ignore", "'.*' found in sys.modules", RuntimeWarning, "runpy")
gc.disable()  # what it loads stays; a child looks for garbage once it is ready
