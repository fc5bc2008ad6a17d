"""Hardening of the process, so that it keeps its secrets: private files, no core dump.

On Linux the process is also marked as not dumpable, so that programs of the same
user cannot read its memory (KeePassXC and rbw do the same). Elsewhere only the
core dump is switched off, where there is such a thing. A machine with a spy on it
is still a machine with a spy on it.
"""

import os
import sys

_PR_SET_DUMPABLE = 4  # <linux/prctl.h>


def harden() -> None:
    """Make new files private; switch core dumps off, and on Linux reading by other programs."""
    os.umask(0o077)
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has neither
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # pragma: no branch - this is measured on Linux
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
