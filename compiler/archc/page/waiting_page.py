"""Renders what a live page shows until its spec first compiles: the errors, as they are on the terminal.

It runs no script: the browser loads it anew every second, and gets the picture as soon as there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = (
    ":root { color-scheme: light dark } body { margin: 24px; font: 14px/1.5 system-ui, sans-serif } "
    "pre { white-space: pre-wrap; font: 13px/1.5 ui-monospace, monospace }"
)


def waiting_page(errors: Sequence[str]) -> str:
    """The text of the page."""
    found = "".join(f"<pre>{escape(text)}</pre>\n" for text in errors)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta http-equiv="refresh" content="1">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>archc</title>\n<link rel="icon" href="data:,">\n<style>{_STYLE}</style>\n</head>\n'
        "<body>\n<main>\n<h1>The spec has errors</h1>\n"
        "<p>The picture appears here as soon as it compiles.</p>\n"
        f"{found}</main>\n</body>\n</html>\n"
    )
