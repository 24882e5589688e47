"""Speaks to a language server over its standard streams, as an editor does."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, Queue
from typing import Any

Json = dict[str, Any]
SECONDS = 15


class LanguageClient:
    """One server, and the files that are open in it; `answer` replies to what the server asks."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        answer: Callable[[str, Any], Any] = lambda _method, _params: None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        self._answer = answer
        self._replies: dict[int, Queue[Json]] = {}
        self._published: Queue[Json] = Queue()
        self._versions: dict[str, int] = {}
        self._number = 0
        self.messages: list[str] = []
        """What the server wanted a person to read."""
        self.stderr = b""
        for target in (self._listen, self._drain):
            threading.Thread(target=target, daemon=True).start()
        root = folder.as_uri()
        self.capabilities: Json = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": folder.name}],
                "capabilities": _CAPABILITIES,
            },
        )["capabilities"]
        self.notify("initialized", {})

    def request(self, method: str, params: Any) -> Any:
        """The result of a request; an error of the server fails the test."""
        self._number += 1
        replies = self._replies[self._number] = Queue()
        self._send({"id": self._number, "method": method, "params": params})
        reply = replies.get(timeout=SECONDS)
        assert "error" not in reply, reply["error"]
        return reply["result"]

    def notify(self, method: str, params: Any) -> None:
        """Tells the server something that has no answer."""
        self._send({"method": method, "params": params})

    def open(self, path: Path, text: str | None = None) -> str:
        """Opens a file, perhaps with a text that the disk does not have; its URI."""
        uri = path.as_uri()
        self._versions[uri] = 1
        text = path.read_text(encoding="utf-8") if text is None else text
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, text: str) -> int:
        """Replaces the text of an open file; the new version."""
        self._versions[uri] += 1
        version = self._versions[uri]
        document = {"uri": uri, "version": version}
        changes = [{"text": text}]
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        return version

    def at(self, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
        """The result of a request about a position, counted from 0."""
        position = {"line": line, "character": character}
        params = {"textDocument": {"uri": uri}, "position": position, **more}
        return self.request(f"textDocument/{method}", params)

    def diagnostics(self, uri: str, version: int | None = None, quiet: float = 0.0) -> list[Json]:
        """The next diagnostics of a file, or those of a version, the last of them after a while of quiet."""
        found: list[Json] | None = None
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                wait = quiet if found is not None else end - time.monotonic()
                params = self._published.get(timeout=wait) if wait else None
            except Empty:
                params = None
            if params is None:
                break
            known = params.get("version")
            if params["uri"] == uri and (version is None or known is None or known >= version):
                found = params["diagnostics"]
        assert found is not None, f"no diagnostics of {uri} in {SECONDS} s: {self.stderr.decode()}"
        return found

    def close(self) -> int:
        """Ends the server as the protocol wants it; its exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self._process.wait(timeout=SECONDS)

    def kill(self) -> None:
        """Ends the server whatever it does."""
        self._process.kill()
        self._process.wait()

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        while (message := self._receive()) is not None:
            if "method" not in message:
                self._replies[message["id"]].put(message)
            elif "id" in message:
                result = self._answer(message["method"], message.get("params"))
                self._send({"id": message["id"], "result": result})
            elif message["method"] == "textDocument/publishDiagnostics":
                self._published.put(message["params"])
            elif message["method"] in ("window/showMessage", "window/logMessage"):
                self.messages.append(message["params"]["message"])

    def _receive(self) -> Json | None:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while (line := stream.readline()).strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(stream.read(length)) if line else None

    def _drain(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.stderr += line


_CAPABILITIES: Json = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"snippetSupport": True}},
        "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
}
