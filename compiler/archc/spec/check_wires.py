"""Reports wires that would be in doubt: those of a step or a stage which a condition may leave out.

1. What is left out hands on the value before it, so it cannot name another one to read: `from` would say that
   the network goes on there, or that it does not.
2. It hands on one value, so `as` cannot name several.
3. An output leaves the trunk: nothing goes on from it, and it may read what it likes.
"""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ops.layer_table import layers
from archc.source.source_file import Span
from archc.spec.model import Site
from archc.syntax.tree import Mapping


def check_wires(tree: Mapping, site: Site, sink: Sink) -> None:
    """Reports a step or a stage with a `when` that names what it reads, or several results."""
    if site.when is None or "output" in tree.values:
        return
    if site.sources:
        message = f"where its condition does not hold, {_what(tree)} could go on from {_read(site)}"
        message += ", or from the value before it"
        _report(tree.keys["from"], message, _remedy(tree, site), tree.keys["when"], sink)
    if len(site.alias) > 1:
        message = f"where its condition does not hold, {_what(tree)} gives one value"
        message += f", and {len(site.alias)} names are asked for"
        help_text = "put the condition on the steps inside the block"
        _report(site.alias[1].span, message, help_text, tree.keys["when"], sink)


def _what(tree: Mapping) -> str:
    return "the stage" if "name" in tree.values else "the step"


def _read(site: Site) -> str:
    return " and ".join(f"`{entry.value}`" for entry in site.sources)


def _remedy(tree: Mapping, site: Site) -> str:
    merge = next((key for key in tree.values if _merges(key)), None)
    if len(site.sources) > 1 and merge is not None:
        branches = ", ".join(f"[{{from: {entry.value}}}]" for entry in site.sources)
        return f"read the values in branches: `{merge}: [{branches}]`"
    if len(site.sources) > 1:
        return "put the condition on the steps inside the block"
    if "name" in tree.values:
        return "put the condition on the steps of the stage"
    if set(tree.values) == {"from", "when"}:
        return "choose the value without a condition, and put conditions on the steps that follow"
    return f"choose the value in a step of its own before this one: `{{from: {site.sources[0].value}}}`"


def _merges(key: str) -> bool:
    op = layers().ops.get(key)
    return op is not None and op.merges


def _report(place: Span, message: str, help_text: str, when: Span, sink: Sink) -> None:
    labels = (Label(when, "the condition"),)
    sink.add(Diagnostic(codes.CONDITIONAL_WIRES, message, place, labels=labels, help=help_text))
