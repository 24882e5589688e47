"""Finds a layer whose keys are nested below its name, where they belong beside it.

{conv: {filters: 8, kernel: 3}}   ->   {conv: 8, kernel: 3}
"""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix
from archc.ops.layer_table import layers
from archc.syntax.tree import Mapping, Tree


def nested_keys(step: Tree, word: str) -> Diagnostic | None:
    """The finding that a mapping stands in the place of the value of a layer."""
    inner = step.values.get(word) if isinstance(step, Mapping) else None
    op = layers().ops.get(word)
    if op is None or op.merges or not isinstance(step, Mapping) or not isinstance(inner, Mapping):
        return None
    message = f"the keys of `{word}` are nested below it, and belong beside it"
    main = op.main_field()
    example = "..." if main is not None else ""
    help_text = f"write `{{{word}: {example}, key: value}}`"
    text = _beside(inner, main.name if main is not None else None)
    fix = None
    if text is not None:
        help_text = f"write `{word}: {text}`"
        fix = Fix(help_text, (Edit(inner.span, text),), safe=False)
    return Diagnostic(codes.WRONG_TYPE, message, step.keys[word], help=help_text, fix=fix)


def _beside(inner: Mapping, main: str | None) -> str | None:
    """The text of a mapping in braces without them, its main value first; None for one that has none."""
    whole = inner.span.text
    if (
        not whole.startswith("{")
        or "\n" in whole
        or (main is not None and main not in inner.values)
    ):
        return None
    if main is None:
        return f", {whole[1:-1].strip()}"
    value = inner.values[main].span
    if main == next(iter(inner.values)):
        return whole[value.start - inner.span.start : -1].strip()
    others = (f"{key}: {other.span.text}" for key, other in inner.items() if key != main)
    return ", ".join([value.text, *others])
