"""Says a comparison in words: the lines that text and Markdown share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from archc.backends.summary import render_magnitude
from archc.compare.change import Change, Detail
from archc.compare.compare import Comparison, StageChange
from archc.compare.compare_specs import Compared
from archc.compare.part import Scope
from archc.compare.weights import Tensor, Weights
from archc.diagnostics.diagnostic import Diagnostic
from archc.ops.shape import Shape, render_shape
from archc.source.shown_path import shown_path

_MAX_TENSORS = 5
_SMALL = 0.05
SIGNS = {"added": "+", "removed": "-", "moved": ">", "changed": "~"}
AS_ABOVE = "the changes are those above"
_DEFINED = ("argument", "constant", "parameter", "input")
_NOUNS = {"layers": "layers", "parameters": "parameters", "trainable": "trainable parameters"}


def verdict(comparison: Comparison) -> str:
    """The one sentence that says it."""
    if not comparison.is_same:
        return "different"
    if comparison.renamed:
        count = len(comparison.renamed)
        return f"same graph, {count:,} {'layer has' if count == 1 else 'layers have'} another name"
    return "same graph"


def with_repeats(compared: Iterable[Compared]) -> Iterator[tuple[Compared, bool]]:
    """Each network, and whether it is a preset that changes as its spec does: what was said of that."""
    said: dict[str, set[object]] = {}
    for one in compared:
        keys = {change.key() for change in one.comparison.changes} if one.comparison else set()
        yield one, one.variant is not None and bool(keys) and keys == said.get(one.path)
        said.setdefault(one.path, keys)


def broken_text(one: Compared) -> str:
    """Which of the two networks has errors."""
    match tuple(bool(errors) for errors in one.errors):
        case True, True:
            return "neither the old one nor the new one compiles"
        case True, False:
            return "the old one does not compile"
    return "the new one does not compile"


def broken_errors(one: Compared) -> list[Diagnostic]:
    """The errors of both networks, those of both once."""
    old, new = one.errors
    return list({_identity(error): error for error in (*new, *old)}.values())


def new_errors(one: Compared, said: set[tuple[str, str, str]]) -> list[Diagnostic]:
    """The errors of both networks that were not said of another one; `said` learns of them."""
    errors = [error for error in broken_errors(one) if _identity(error) not in said]
    said |= {_identity(error) for error in errors}
    return errors


def _identity(error: Diagnostic) -> tuple[str, str, str]:
    """Errors of one place are one mistake, be they of several presets."""
    code, _, message = error.place()
    return code, str(error.span), message


def share_text(weights: Weights) -> str:
    """The share of the parameters that carries over; only all of them are 100%."""
    share = f"{100 * weights.share:.1f}%"
    return "99.9%" if weights.share < 1 and share == "100.0%" else share


def scopes(changes: tuple[Change, ...]) -> list[tuple[Scope, list[Change]]]:
    """The changes by the definition in which they stand, in the order in which these were met."""
    order = list(dict.fromkeys(change.scope for change in changes))
    ranked = sorted(changes, key=lambda change: order.index(change.scope))
    return [(scope, list(found)) for scope, found in groupby(ranked, lambda one: one.scope)]


def scope_text(scope: Scope) -> str:
    """`block unit`, `stage a`, or `network`."""
    return f"{scope.kind} {scope.name}".strip()


def change_text(change: Change) -> str:
    """What changed: `conv_2: kernel 3 -> 5`, `left.conv_3: conv 64, kernel 3`, `argument depth: 3 -> 4`."""
    noun, _, value = change.what.partition(" ")
    if noun in _DEFINED:
        said = _details(change) or value
        return f"{noun} {change.path}{f': {said}' if said else ''}"
    what = _what(change) + (" (made to fit by archc)" if change.follows else "")
    is_name = what == change.path.rpartition(".")[2]  # `relu`, not `relu: relu`.
    text = change.path if is_name else f"{change.path}: {what}" if change.path else what
    used = change.uses > 1 and change.scope.kind == "block"
    return f"{text} (used {change.uses:,} times)" if used else text


def _what(change: Change) -> str:
    if change.kind == "moved":
        return " -> ".join((change.details[0].old, change.details[0].new))
    return _details(change) if change.kind == "changed" else change.what


def _details(change: Change) -> str:
    return ", ".join(map(detail_text, change.details))


def detail_text(detail: Detail) -> str:
    """`kernel 3 -> 5`; `nothing` stands for a key that is not there."""
    both = f"{detail.old or 'nothing'} -> {detail.new or 'nothing'}"
    return f"{detail.key} {both}" if detail.key else both


def place_text(change: Change) -> str:
    """The place in the new spec, or in the old one for what is gone."""
    span = change.new or change.old
    return f"{shown_path(span.file.name)}:{span.line}" if span is not None else ""


def count_rows(comparison: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """The counts of both networks: what, old, new, change."""
    for count in comparison.counts:
        if count.name == "multiply_adds":
            texts = render_magnitude(count.old), render_magnitude(count.new)
            yield "multiply-adds", *texts, _delta(count.old, count.new, large=True)
        else:
            row = f"{count.old:,}", f"{count.new:,}", _delta(count.old, count.new)
            yield _NOUNS[count.name], *row


def stage_rows(comparison: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """The stages that differ: name, shape, parameters, multiply-adds."""
    for stage in comparison.stages:
        parameters, adds = stage.parameters, stage.multiply_adds
        yield (
            _stage_name(stage),
            " -> ".join(dict.fromkeys(map(_shape, stage.shapes))),
            _delta(*parameters),
            _delta(*adds, large=True),
        )


def weight_lines(weights: Weights) -> Iterator[str]:
    """The verdict on weights, and the tensors that do not carry over."""
    renamed = weights.renamed_parameters
    old_names = f", {renamed:,} of them renamed" if renamed else ""
    yield (
        f"{share_text(weights)} of the new parameters carry over by name "
        f"({weights.kept_parameters:,} of {weights.parameters:,}{old_names})"
    )
    if weights.reshaped:
        names = [
            f"{_folded(new)} {render_shape(old.shape)} -> {render_shape(new.shape)}"
            for old, new in weights.reshaped
        ]
        yield f"{_tensors(len(weights.reshaped))} another shape: {_listed(names)}"
    for found, what in ((weights.new, "no old one"), (weights.lost, "no new one")):
        if found:
            yield f"{_tensors(len(found))} {what}: {_listed(_names(found))}"


def rename_lines(comparison: Comparison) -> Iterator[str]:
    """What would keep the weights of stages that may have another name now."""
    for old, new, parameters in comparison.renames:
        yield (
            f"if stage {new} is what was called {old}, `renamed_from: {old}` on it "
            f"keeps {parameters:,} more parameters"
        )


def _tensors(count: int) -> str:
    return f"{count:,} {'tensor has' if count == 1 else 'tensors have'}"


def _names(tensors: tuple[Tensor, ...]) -> list[str]:
    return [_folded(tensor) for tensor in tensors]


def _folded(tensor: Tensor) -> str:
    """The name of a tensor, a star in place of the number of the repeat: `a_*_conv/kernel`."""
    return re.sub(r"_[0-9]+_", "_*_", tensor.label, count=1)


def _listed(names: list[str]) -> str:
    """Names that are alike once, with how often."""
    found = Counter(names)
    texts = [f"{name} ({count:,} times)" if count > 1 else name for name, count in found.items()]
    more = f", and {len(texts) - _MAX_TENSORS:,} more" if len(texts) > _MAX_TENSORS else ""
    return ", ".join(texts[:_MAX_TENSORS]) + more


def _stage_name(stage: StageChange) -> str:
    if stage.old_name and stage.new_name:
        return " -> ".join(dict.fromkeys((stage.old_name, stage.new_name)))
    return f"{stage.new_name} (new)" if stage.new_name else f"{stage.old_name} (gone)"


def _shape(shape: Shape | None) -> str:
    return render_shape(shape) if shape is not None else "none"


def _delta(old: int, new: int, *, large: bool = False) -> str:
    if old == new:
        return "="
    change = new - old
    sign = "+" if change > 0 else "-"
    number = render_magnitude(abs(change)) if large else f"{abs(change):,}"
    return f"{sign}{number}" + (f" ({_percent(100 * change / old)})" if old else "")


def _percent(value: float) -> str:
    """One decimal, or as many as a small number needs to be one."""
    return f"{value:+.1f}%" if abs(value) >= _SMALL else f"{value:+.1g}%"
