"""Renders the data of a page as one HTML file that needs nothing else, and may load nothing else.

1. A policy in the file allows the scripts and the style of archc by their hashes, and nothing else: no other
   script runs, wherever it came from. Only a live page may ask, and only the server that it came from.
2. Data is JSON in which no `<` is left, so that no text of a spec can end the element that holds it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from archc.diagram.palette import LOOKS
from archc.page.network_page import Document

_ASSETS = Path(__file__).parent / "assets"
_IN_ORDER = (
    *("elements", "model", "layout", "camera", "scene", "diagram", "outline", "bars"),
    *("details", "spec_text", "findings", "search", "chrome", "live", "app"),
)
SCRIPTS = tuple(f"{name}.js" for name in _IN_ORDER)


def render_page(document: Document, live: str = "") -> str:
    """The text of the page; `live` is the address at which a live page asks what is new."""
    style = _style()
    library = _asset("dagre.min.js")
    script = _script()
    parts = {
        "TITLE": escape(f"{document['name']} - archc"),
        "POLICY": _policy((library, script), style, bool(live)),
        "STYLE": style,
        "LIBRARY": library,
        "DATA": json_in_html({**document, "live": live} if live else document),
        "SCRIPT": script,
    }
    head, *others = _asset("page.html").split("{{")
    filled = (f"{parts[name]}{rest}" for name, _, rest in (o.partition("}}") for o in others))
    return head + "".join(filled)


def json_in_html(document: Document) -> str:
    """Rule 2."""
    return json.dumps(document, separators=(",", ":")).replace("<", "\\u003c")


def _style() -> str:
    """The style of archc, with the colours that pictures have."""
    looks = (
        f".fam-{name} {{ --fill: {look.fill}; --edge: {look.border}; }}\n"
        for name, look in LOOKS.items()
    )
    return "".join([*looks, _asset("page.css")])


def _script() -> str:
    """The scripts of archc as one, whose names nothing else can see."""
    texts = "\n".join(_asset(name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{texts}\n}})();\n'


def _policy(scripts: tuple[str, ...], style: str, is_live: bool) -> str:
    """Rule 1."""
    allowed = [
        "default-src 'none'",
        f"script-src {' '.join(map(_hash, scripts))}",
        f"style-src {_hash(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        *(["connect-src 'self'"] if is_live else []),
    ]
    return "; ".join(allowed)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
