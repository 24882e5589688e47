"""What changed between two specs, in the words of the specs."""

from __future__ import annotations

from typing import Literal, NamedTuple

from archc.compare.part import Scope
from archc.source.source_file import Span

Kind = Literal["added", "removed", "moved", "changed"]


class Detail(NamedTuple):
    """A key that changed; an empty text stands for a key that is not there."""

    key: str
    old: str
    new: str


class Change(NamedTuple):
    """One change, said once, however often the network holds it.

    `scope` is the definition in which it stands, `path` names the step in it (empty for the definition
    itself), and `what` is the word of the spec for it. `uses` is how often the network holds it, and `layers`
    are the names of its layers: those of the old network for what is removed, else those of the new one.
    """

    kind: Kind
    scope: Scope
    path: str
    what: str
    details: tuple[Detail, ...]
    old: Span | None
    new: Span | None
    uses: int = 1
    layers: tuple[str, ...] = ()
    follows: bool = False
    """Whether it only follows from other changes: archc made a sum fit in another way."""

    def key(self) -> object:
        """Changes with the same key are the same change."""
        return self.kind, self.scope, self.path, self.what, self.details, self.follows
