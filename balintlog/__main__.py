"""Run the command line as ``python -m balintlog``."""

import sys

from balintlog.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
