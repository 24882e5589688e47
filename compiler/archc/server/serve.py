"""`archc lsp`: answers an editor over standard input and output. The one module that imports pygls.

1. A spec is checked when typing rests for a moment, step by step, so that the next change interrupts it.
2. Whatever compiles runs in one thread beside the one that listens: an answer never waits for the protocol.
3. A bug is told in the log of the editor, and the server goes on.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from archc.editor.positions import Encoding, offset_at
from archc.editor.spec_check import SpecCheck
from archc.server.project_layers import Trust
from archc.server.session import Session
from archc.server.to_protocol import Converter, path_of, uri_of
from archc.source.source_file import SourceFile
from archc.version import __version__

_REST = 0.15
"""Seconds without a change after which a spec is checked."""
_PATIENCE = 0.3
"""Seconds after which what was found is shown while presets are still being checked."""
_FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.archc"
_Result = TypeVar("_Result")


def serve(trust: Trust) -> int:
    """Runs until the editor ends it. What plugins print goes to standard error, not into the protocol."""
    output = sys.stdout.buffer
    sys.stdout = sys.stderr
    server = LanguageServer("archc", __version__, types.TextDocumentSyncKind.Full)
    _Handlers(server, Session(trust)).register()
    server.start_io(sys.stdin.buffer, output)
    return 0


class _Handlers:
    def __init__(self, server: Any, session: Session) -> None:
        self._server = server
        self._session = session
        self._worker = ThreadPoolExecutor(1)
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._stale: set[str] = set()
        """Specs that have changed since they were checked: what is known of them is not shown any more."""
        self._told: set[str] = set()

    def register(self) -> None:
        """Tells the server which requests there is an answer to."""
        actions = types.CodeActionOptions([types.CodeActionKind.QuickFix, _FIX_ALL])
        completion = types.CompletionOptions(trigger_characters=["$", "{", ".", " ", "["])
        for name, handler, options in (
            (types.INITIALIZED, self.initialized, None),
            (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, self.initialized, None),
            (types.TEXT_DOCUMENT_DID_OPEN, self.changed, None),
            (types.TEXT_DOCUMENT_DID_CHANGE, self.changed, None),
            (types.TEXT_DOCUMENT_DID_SAVE, self.saved, None),
            (types.TEXT_DOCUMENT_DID_CLOSE, self.closed, None),
            (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self.saved, None),
            (types.TEXT_DOCUMENT_HOVER, self.hover, None),
            (types.TEXT_DOCUMENT_DEFINITION, self.definition, None),
            (types.TEXT_DOCUMENT_REFERENCES, self.references, None),
            (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, self.symbols, None),
            (types.TEXT_DOCUMENT_COMPLETION, self.completion, completion),
            (types.TEXT_DOCUMENT_CODE_ACTION, self.code_actions, actions),
        ):
            self._server.feature(name, options)(_plain(handler))

    def initialized(self, _: Any) -> None:
        """The editor is ready, or has other folders now."""
        folders = self._server.workspace.folders or {}
        root = self._server.workspace.root_path
        self._session.folders = [path_of(uri) for uri in folders] or ([root] if root else [])

    def changed(self, params: Any) -> None:
        """A file was opened, or has another text."""
        uri = params.text_document.uri
        path = path_of(uri)
        self._session.open(path, self._server.workspace.get_text_document(uri).source)
        self._check_soon(path)

    def saved(self, _: Any) -> None:
        """A file was written: settings may be others, and bases that are not open."""
        self._session.saved()
        for uri in self._server.workspace.text_documents:
            self._check_soon(path_of(uri))

    def closed(self, params: Any) -> None:
        """A file is no longer open."""
        path = path_of(params.text_document.uri)
        if path in self._checks:
            self._checks.pop(path).cancel()
        self._stale.discard(path)
        self._publish(self._session.close(path))
        for spec in self._session.affected_by(path):
            self._check_soon(spec)

    def _check_soon(self, path: str) -> None:
        """Rule 1."""
        for spec in self._session.affected_by(path):
            if spec in self._checks:
                self._checks[spec].cancel()
            self._stale.add(spec)
            self._checks[spec] = asyncio.get_running_loop().create_task(self._check(spec))

    async def _check(self, path: str) -> None:
        await asyncio.sleep(_REST)
        try:
            await self._check_now(path)
        except Exception:
            self._stale.discard(path)
            self._log_bug()

    async def _check_now(self, path: str) -> None:
        check = await self._run(lambda: self._session.check(path))
        shown = monotonic() + _PATIENCE
        while not check.done:
            await self._run(lambda: self._session.step(path, check))
            if monotonic() > shown and not check.done:
                self._show(path, check)
                shown = float("inf")
        self._show(path, check)
        self._tell_of_plugins(path)

    def _show(self, path: str, check: SpecCheck) -> None:
        self._stale.discard(path)
        self._publish(self._session.take(path, check))

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        """Rule 2."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    async def _answer(self, work: Callable[[], _Result]) -> _Result | None:
        """Rule 3."""
        try:
            return await self._run(work)
        except Exception:
            self._log_bug()
            return None

    def _log_bug(self) -> None:
        text = f"archc has a bug, please report it with the spec:\n{traceback.format_exc()}"
        params = types.LogMessageParams(types.MessageType.Error, text)
        self._server.window_log_message(params)

    def _tell_of_plugins(self, path: str) -> None:
        """Says once which plugins of a project were not imported."""
        ignored = self._session.project(path).ignored
        text = (
            f"pyproject.toml names plugins ({', '.join(ignored)}), which are code. "
            "`archc lsp --project-plugins` imports them; without it their layers are unknown."
        )
        if ignored and text not in self._told:
            self._told.add(text)
            params = types.ShowMessageParams(types.MessageType.Warning, text)
            self._server.window_show_message(params)

    def _publish(self, paths: list[str]) -> None:
        convert = self._convert()
        documents = self._server.workspace.text_documents
        for path in [path for path in paths if path not in self._stale]:
            uri = next((known for known in documents if path_of(known) == path), uri_of(path))
            found = [convert.diagnostic(one) for one in self._session.findings_in(path)]
            version = documents[uri].version if uri in documents else None
            params = types.PublishDiagnosticsParams(uri, found, version)
            self._server.text_document_publish_diagnostics(params)

    def _convert(self) -> Converter:
        return Converter(self._encoding())

    def _encoding(self) -> Encoding:
        """How the editor counts characters: pygls has it as a text or as a member of an enumeration."""
        found = self._server.workspace.position_encoding
        return getattr(found, "value", found)  # type: ignore[no-any-return]  # one of the three

    def _place(self, params: Any) -> tuple[str, int]:
        path = path_of(params.text_document.uri)
        return path, self._offset(path, params.position)

    def _offset(self, path: str, position: Any) -> int:
        file = self._session.files.file(path) or SourceFile(path, "")
        return offset_at(file, position.line, position.character, self._encoding())

    async def hover(self, params: Any) -> Any:
        """What stands at a position."""
        path, offset = self._place(params)
        if not self._session.is_spec(path):
            return None
        found = await self._answer(lambda: self._session.hover(path, offset))
        if found is None:
            return None
        text = types.MarkupContent(types.MarkupKind.Markdown, found.text)
        return types.Hover(text, self._convert().range_of(found.span))

    async def definition(self, params: Any) -> Any:
        """Where a name is defined."""
        path, offset = self._place(params)
        if not self._session.is_spec(path):
            return None
        found = await self._answer(lambda: self._session.definition(path, offset))
        return self._convert().location(found.place) if found is not None else None

    async def references(self, params: Any) -> Any:
        """Where a name is used."""
        path, offset = self._place(params)
        if not self._session.is_spec(path):
            return None
        found = await self._answer(lambda: self._session.references(path, offset))
        return [self._convert().location(span) for span in found or ()]

    async def symbols(self, params: Any) -> Any:
        """The outline."""
        path = path_of(params.text_document.uri)
        if not self._session.is_spec(path):
            return None
        found = await self._answer(lambda: self._session.symbols(path))
        return [self._convert().symbol(symbol) for symbol in found or ()]

    async def completion(self, params: Any) -> Any:
        """Names that can stand at a position."""
        path, offset = self._place(params)
        if not self._session.is_spec(path):
            return None
        found = await self._answer(lambda: self._session.completions(path, offset))
        return [self._convert().completion(one) for one in found or ()]

    async def code_actions(self, params: Any) -> Any:
        """Fixes for what is in a range, and for all that can be mended beyond doubt."""
        path = path_of(params.text_document.uri)
        if not self._session.is_spec(path):
            return None
        wanted = [str(getattr(kind, "value", kind)) for kind in params.context.only or ["quickfix"]]
        actions: list[Any] = []
        if any("quickfix".startswith(kind) for kind in wanted):
            start = self._offset(path, params.range.start)
            end = self._offset(path, params.range.end)
            found = await self._answer(lambda: self._session.quick_fixes(path, start, end))
            actions += [self._quick_fix(one.fix, one.finding) for one in found or ()]
        rounds = params.context.only is not None
        if not rounds or any(_FIX_ALL.startswith(kind) for kind in wanted):
            edits = await self._answer(lambda: self._session.fix_all(path, rounds=rounds))
            actions += self._fix_all(edits)
        return actions

    def _quick_fix(self, fix: Any, finding: Any) -> Any:
        convert = self._convert()
        return types.CodeAction(
            title=f"{fix.title[0].upper()}{fix.title[1:]}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[convert.diagnostic(finding)],
            is_preferred=fix.safe or None,
            edit=convert.edits(list(fix.edits)),
        )

    def _fix_all(self, edits: Any) -> list[Any]:
        if not edits:
            return []
        title = "Fix all that archc can mend beyond doubt"
        return [types.CodeAction(title=title, kind=_FIX_ALL, edit=self._convert().edits(edits))]


def _plain(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function in the place of a method: pygls marks what it registers, and a method takes no marks."""
    if asyncio.iscoroutinefunction(method):

        async def later(params: Any) -> Any:
            return await method(params)

        return later
    return lambda params: method(params)
