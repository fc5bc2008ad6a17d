"""A hardened process: new files are private, no core dump, and not for other programs to read."""

from __future__ import annotations

import subprocess
import sys

import pytest

TOLD = """
import ctypes, os, resource
from balintlog.vault.process_hardening import harden
harden()
print(oct(os.umask(0)), *resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what it asks of the system is Linux's")
def test_a_hardened_process_keeps_to_itself() -> None:
    done = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0o77", "0", "0", "0"]
