"""Serves a page to this machine that follows its specs: when a file is saved, the page shows what it is now.

1. The server listens on 127.0.0.1 alone, at an address that nobody can guess, and answers no other name
   (a page from elsewhere may have its name lead here) and no other method.
2. A spec with errors leaves the last picture as it is; the page shows the errors above it, or alone if
   nothing has compiled yet.
3. The page asks what is new, by the digest of what it has. Compiling stays in the thread that called.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import parse_qs

from archc.diagnostics.render_text import render_text
from archc.page.build_page import Built
from archc.page.network_page import Document
from archc.page.render_page import json_in_html, render_page
from archc.page.waiting_page import waiting_page

_HOST = "127.0.0.1"
_SECONDS = 0.25
_STATE = "state"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _State(NamedTuple):
    """What the page is to show now; no document until a spec has compiled."""

    document: Document | None
    errors: tuple[str, ...]
    text: str
    version: str


class _Server(ThreadingHTTPServer):
    """A server whose threads end with it, and which says nothing: browsers hang up when they like."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """The terminal is for findings."""


class LivePage:
    """A page, its server, and the files that it follows."""

    def __init__(self, built: Built, build: Callable[[], Built]) -> None:
        self._build = build
        self._state = _state(built.document, _errors(built))
        self._lock = Lock()
        self._files = _signatures(built.files)
        self._token = token_urlsafe(18)
        self._server = _Server((_HOST, 0), self._handler())
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{_HOST}:{self._server.server_port}/{self._token}/"

    def follow(self, told: Callable[[Built], None]) -> None:
        """Compiles anew whenever a file changes, and tells what came of it, until it is interrupted."""
        try:
            while True:
                time.sleep(_SECONDS)
                if built := self.refresh():
                    told(built)
        finally:
            self.close()

    def close(self) -> None:
        """Ends the server."""
        self._server.shutdown()
        self._server.server_close()

    def refresh(self) -> Built | None:
        """What came of the files, if they have changed since they were last read."""
        before = self._files
        if _signatures(tuple(before)) == before:
            return None
        # Taken before the files are read: what is saved meanwhile is seen the next time.
        known = {name: _signature(name) for name in before}
        built = self._build()
        self._files = {name: known.get(name, _signature(name)) for name in (*built.files, *known)}
        state = _state(built.document or self._state.document, _errors(built))  # Rule 2.
        with self._lock:
            self._state = state
        return built

    def answer(self, path: str, host: str) -> tuple[int, str, str]:
        """The status, the type and the text of the answer to a request."""
        names = {f"{_HOST}:{self._server.server_port}", f"localhost:{self._server.server_port}"}
        with self._lock:
            state = self._state
        asked, _, query = path.partition("?")
        if host not in names:  # Rule 1.
            return 403, "text/plain", "no such host"
        if asked == f"/{self._token}/":
            return 200, "text/html", _page(state)
        if asked == f"/{self._token}/{_STATE}":
            is_known = parse_qs(query).get("since") == [state.version]
            return (204, "", "") if is_known else (200, "application/json", state.text)
        return 404, "text/plain", "nothing is here"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            """Answers GET, and nothing else."""

            def do_GET(self) -> None:
                status, kind, text = answer(self.path, self.headers.get("Host", ""))
                content = text.encode()
                self.send_response(status)
                for name, value in _HEADERS.items():
                    self.send_header(name, value)
                if kind:
                    self.send_header("Content-Type", f"{kind}; charset=utf-8")
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Says nothing: the terminal is for findings."""

        return Handler


def _errors(built: Built) -> tuple[str, ...]:
    """Why there is no new picture."""
    if built.document is not None:
        return ()
    errors = [one for one in built.findings if one.severity == "error"]
    return tuple(render_text(one).rstrip("\n") for one in errors)


def _page(state: _State) -> str:
    if state.document is None:
        return waiting_page(state.errors)
    more = {"version": state.version, "errors": state.errors}
    return render_page({**state.document, **more}, live=_STATE)


def _state(document: Document | None, errors: tuple[str, ...]) -> _State:
    text = json_in_html({"document": document, "errors": errors})
    version = blake2b(text.encode(), digest_size=8).hexdigest()
    head = json_in_html({"version": version})
    return _State(document, errors, f"{head[:-1]},{text[1:]}", version)


_Signature = tuple[int, ...]


def _signatures(names: Sequence[str]) -> dict[str, _Signature]:
    return {name: _signature(name) for name in names}


def _signature(name: str) -> _Signature:
    """What changes when a file is saved; nothing for one that is not there."""
    try:
        found = os.stat(name)  # noqa: PTH116 (any text may be the name)
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
