"""The main program: ``balintlog``, or ``python -m balintlog``."""

import gc
import signal
import sys

from balintlog.cli import late_imports


def main() -> int:
    """Run one command in a process that keeps to itself what it holds and makes."""
    # A command makes tens of thousands of small objects that live as long as it does.
    # Looking for garbage among them after every 700 takes a tenth of its time.
    gc.set_threshold(50_000)
    late_imports.put_off()
    from balintlog.cli import app
    from balintlog.vault.process_hardening import harden

    harden()
    code = app.main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done: nothing is left to interrupt
    return code


if __name__ == "__main__":
    sys.exit(main())
