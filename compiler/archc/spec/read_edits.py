"""Reads the edits of a variant or a preset: which there are, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.schema.variants import EDIT_KEYS
from archc.source.limits import MAX_EDIT_WORK
from archc.source.source_file import Span
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree, describe

EditKind = Literal["set", "add", "replace", "insert_before", "insert_after", "remove"]


class Edit(NamedTuple):
    """One edit: what to do, at which path, and with what. `span` is the place of the path."""

    kind: EditKind
    path: str
    span: Span
    value: Tree

    @property
    def parts(self) -> list[str]:
        """The names that the path is made of."""
        return self.path.split(".")


def read_edits(variant: Mapping, sink: Sink) -> list[Edit]:
    """The edits that a variant lists; what is not of the right form is reported and left out."""
    return [
        edit
        for key, value in variant.items()
        if key in EDIT_KEYS
        for edit in _edits(cast(EditKind, key), value, variant.keys[key], sink)
    ]


def within_limit(edits: list[Edit], tree: Mapping, sink: Sink) -> bool:
    """Whether the edits can be made in reasonable time, for every one may look at the whole base."""
    if len(edits) * (tree.size + sum(edit.value.size for edit in edits)) <= MAX_EDIT_WORK:
        return True
    message = f"{len(edits):,} edits of a base of {tree.size:,} values are too many"
    sink.add(Diagnostic(codes.TOO_MANY_EDITS, message, edits[0].span))
    return False


def _edits(kind: EditKind, tree: Tree, span: Span, sink: Sink) -> Iterator[Edit]:
    match tree:
        case Scalar(value=None):
            return  # Nothing is listed under the key, or only comments.
        case Mapping() if kind != "remove":
            for path, value in tree.items():
                yield Edit(kind, path, tree.keys[path], value)
        case Sequence() if kind == "remove":
            yield from _removals(tree, sink)
        case _:
            wanted, example = _WANTED[kind]
            wanted = f"`{kind}` must be {wanted}; this is {describe(tree)}"
            help_text = f"for example `{kind}: {example}`"
            sink.add(Diagnostic(codes.WRONG_TYPE, wanted, span, help=help_text))


_WANTED: dict[EditKind, tuple[str, str]] = {
    "set": ("a mapping of places to values", "{stem.conv.kernel: 5}"),
    "add": ("a mapping of new places to values", "{constants.growth: 32}"),
    "replace": ("a mapping of places to what takes their place", "{stem.relu: gelu}"),
    "insert_before": ("a mapping of places to what goes before them", "{stem.relu: batch_norm}"),
    "insert_after": ("a mapping of places to what goes after them", "{stem.relu: {max_pool: 2}}"),
    "remove": ("a list of places", "[stem.relu]"),
}


def _removals(paths: Sequence, sink: Sink) -> Iterator[Edit]:
    for item in paths.items:
        if isinstance(item, Scalar) and isinstance(item.value, str):
            yield Edit("remove", item.value, item.span, item)
            continue
        message = f"a place is a text such as `stem.relu`; this is {describe(item)}"
        sink.add(Diagnostic(codes.WRONG_TYPE, message, item.span))
