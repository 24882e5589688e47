"""One problem in a user's spec, located and coded, and the sink that collects them."""

from __future__ import annotations

from typing import NamedTuple

from archc.diagnostics.codes import Code, Severity
from archc.source.source_file import Span


class Label(NamedTuple):
    """A further place that matters to a diagnostic, and why."""

    span: Span
    text: str


class Edit(NamedTuple):
    """Text to be put in place of what a span covers."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that mend what a diagnostic found, all of them or none.

    A fix is `safe` when what the person meant is beyond doubt: `archc check --fix` applies those. The
    others are offered, by an editor say.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


class Diagnostic(NamedTuple):
    """What is wrong (`message`), where (`span`), what else matters, and what to do (`help`).

    `span` is None only for problems that have no place in a file, such as an unreadable path.
    `hint` is written under the caret. `notes` are further lines of explanation. `proposals` are fixes of
    which nobody knows yet whether they help: whoever wants one tries them in order. `level` is the severity
    that a project or a command line asks for, in place of that of the code.
    """

    code: Code
    message: str
    span: Span | None = None
    hint: str = ""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str = ""
    fix: Fix | None = None
    proposals: tuple[Fix, ...] = ()
    level: Severity | None = None

    @property
    def severity(self) -> Severity:
        """`error`, `warning` or `note`."""
        return self.level or self.code.severity

    def with_note(self, note: str) -> Diagnostic:
        """The same finding with a further note."""
        return self._replace(notes=(*self.notes, note))

    def key(self) -> tuple[str, object, str]:
        """Findings with the same key are the same finding."""
        return self.code.id, self.span and self.span.key(), self.message

    def place(self) -> tuple[str, object, str]:
        """Errors of the same place are the same mistake, seen in networks of several sizes."""
        same = self.severity == "error" and self.span is not None
        return self.code.id, self.span and self.span.key(), "" if same else self.message


class SinkFullError(Exception):
    """A sink holds so many errors that to look for more is not worth the time."""


class Sink:
    """Collects diagnostics; a finding that repeats (in each repeat of a block, say) is kept once.

    A limit is the number of errors at which it is full. `work` is how many steps were opened to find them:
    what the search has cost, the same on every machine.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.work = 0
        self._limit = limit
        self._found: dict[tuple[str, object, str], Diagnostic] = {}
        self._errors = 0

    def add(self, diagnostic: Diagnostic) -> None:
        """Records a finding, unless it is there already.

        Raises:
            SinkFullError: this was the last error that has a place.
        """
        key = diagnostic.key()
        if key in self._found:
            return
        self._found[key] = diagnostic
        self._errors += diagnostic.severity == "error"
        if self._errors == self._limit:
            raise SinkFullError

    def mark(self) -> int:
        """A point for `forget`."""
        return len(self._found)

    def forget(self, mark: int, prefix: str = "") -> None:
        """Drops findings added since a mark, of codes that begin so: what they spoke of was taken back."""
        for key in list(self._found)[mark:]:
            if self._found[key].code.id.startswith(prefix):
                self._errors -= self._found.pop(key).severity == "error"

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return self._errors > 0

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, in the order of their places."""
        return tuple(sorted(self._found.values(), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    if diagnostic.span is None:
        return "", 0, 0, diagnostic.code.id
    return (*diagnostic.span.key(), diagnostic.code.id)


class CompileError(Exception):
    """Raised when a spec cannot be compiled; `diagnostics` says why, in the order of the file."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        # Imported here: rendering is only needed when something went wrong.
        from archc.diagnostics.render_text import render_text

        return "\n".join(render_text(d) for d in self.diagnostics)


class InternalError(Exception):
    """A broken invariant of archc itself: names the stage and the node, and is always a bug."""
