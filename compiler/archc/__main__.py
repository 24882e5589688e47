"""Runs the command line: `python -m archc`."""

import sys

from archc.cli import main

if __name__ == "__main__":
    sys.exit(main())
