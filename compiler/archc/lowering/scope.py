"""What a step sees while it is opened: variables, named values, and where in the spec it is."""

from __future__ import annotations

from typing import Any

from archc.ir.regions import Context, Frame


class Scope:
    """The variables of a frame, the values that have names, and the prefix of layer names."""

    __slots__ = ("context", "depth", "frame", "names", "prefix")

    def __init__(
        self, frame: Frame, names: dict[str, int], prefix: str, context: Context, depth: int
    ) -> None:
        self.frame = frame
        self.names = names
        self.prefix = prefix
        self.context = context
        self.depth = depth

    def inside(self, suffix: str) -> Scope:
        """The scope of a branch: names given in it stay in it."""
        return Scope(
            self.frame, dict(self.names), self.prefix + suffix, self.context, self.depth + 1
        )

    def iteration(self, suffix: str, variables: dict[str, Any], context: Context) -> Scope:
        """The scope of one iteration of a repeat, with variables of its own: `$index` and `$count`."""
        known = {**self.frame.variables, **variables}
        old = self.frame
        frame = Frame(old.block, known, old.entries, old.parent, old.call)
        return Scope(frame, dict(self.names), self.prefix + suffix, context, self.depth + 1)
