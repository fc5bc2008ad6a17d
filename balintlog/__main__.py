"""Where the program starts: ``balintlog``, or ``python -m balintlog``."""

import gc
import sys

# A command makes tens of thousands of small objects that live as long as it does.
# Looking for garbage among them after every 700 takes a tenth of its time.
gc.set_threshold(50_000)

from balintlog.cli.app import main  # noqa: E402 - after the line that speeds it up

if __name__ == "__main__":
    sys.exit(main())
