"""Arimo, which has the widths of Helvetica and Arial, cut down to plain letters (see LICENSE.txt)."""

from __future__ import annotations

from pathlib import Path

NAME = "Arimo"
REGULAR = Path(__file__).with_name("Arimo-Regular.ttf")
BOLD = Path(__file__).with_name("Arimo-Bold.ttf")
