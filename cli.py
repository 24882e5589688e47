"""Runs archc from a checkout without installing it: `python cli.py check specs/`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "compiler"))

from archc.cli import main

if __name__ == "__main__":
    sys.exit(main())
