"""The main program: ``balintlog``, or ``python -m balintlog``."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from balintlog.cli import closing_signals, late_imports


def main() -> NoReturn:
    """Run one command in a process that keeps to itself what it holds and makes."""
    # A command makes tens of thousands of small objects that live as long as it does.
    # Looking for garbage among them after every 700 takes a tenth of its time.
    gc.set_threshold(50_000)
    closing_signals.interrupt_when_closed()
    late_imports.put_off()
    from balintlog.cli import app
    from balintlog.vault.process_hardening import harden

    harden()
    code = app.main()
    closing_signals.ignore_all()  # all is done: nothing is left to interrupt
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it any more, or it was closed
            stream.flush()
    # Every file is closed by now. Python's own end takes apart a thousand modules one by one,
    # for a fortieth of the time of a command.
    os._exit(code)


if __name__ == "__main__":
    main()
