"""Writes docs/layers.md, the reference of all layers, from the table of ops."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from archc.backends.keras_calls import KERAS_CALLS
from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.initializers import INITIALIZERS, REGULARIZERS
from archc.ops.keras_call import KerasCall
from archc.ops.op import Field, Op
from archc.ops.table import OPS

TARGET = Path(__file__).with_name("layers.md")

_HEAD = """# Layers

This page is made from the table of ops by `make docs`. [The language](language.md)
around the layers is described apart.

A step names a layer by its word; the value behind the word is the layer's main key. A word alone is a step
where nothing needs to be said: `- flatten`. Every value can be an expression (`$filters`,
`${2 * filters}`). Every step also takes `as`, `from` and `when`.

The activations are words too: ACTIVATIONS. Each stands for `activation` with that function.

| layer | is |
|---|---|
"""
_INITIALIZERS = """## Initialisers and regularisers

How weights start, and what pulls them back, has the names that Keras has, and its arguments:

```yaml
defaults:
  conv: {kernel_initializer: he_normal, kernel_regularizer: {l2: {l2: 0.0001}}}
  dense: {kernel_initializer: {variance_scaling: {scale: 2, mode: fan_out, distribution: normal}}}
```

| name | arguments |
|---|---|
"""


def layers_page() -> str:
    """The text of the page."""
    words = ", ".join(f"`{word}`" for word in ACTIVATION_WORDS)
    index = "".join(f"| [`{key}`](#{key}) | {_first_sentence(op)} |\n" for key, op in OPS.items())
    sections = [_section(op) for op in OPS.values()]
    return "\n".join([_HEAD.replace("ACTIVATIONS", words) + index, *sections, _initializers()])


def _initializers() -> str:
    """The section on what keys such as `kernel_initializer` and `kernel_regularizer` hold."""
    named = {**INITIALIZERS, **REGULARIZERS}
    bare = ", ".join(f"`{name}`" for name, given in named.items() if not given)
    rows = (f"| `{name}` | {_arguments(given)} |\n" for name, given in named.items() if given)
    return f"{_INITIALIZERS}| {bare} | none |\n" + "".join(rows)


def _arguments(given: dict[str, dict[str, Any]]) -> str:
    return ", ".join(
        f"`{name}`{': one of ' + ', '.join(kind['enum']) if 'enum' in kind else ''}"
        for name, kind in given.items()
    )


def _first_sentence(op: type[Op]) -> str:
    return " ".join((op.__doc__ or "").split("\n\n")[0].split()).rstrip(".")


def _section(op: type[Op]) -> str:
    summary = " ".join((op.__doc__ or "").strip().split())
    lines = [f"## {op.key}", "", summary, ""]
    if op.merges:
        lines += [
            "Holds a list of branches, or a mapping of names to branches; or `from` names its values.",
            "",
        ]
        lines += ["```yaml", f"- {op.key}:", "    - [{conv: 64, kernel: 1}]", "    - []", "```", ""]
    else:
        lines += ["```yaml", f"- {_example(op)}", "```", ""]
    if op.fields:
        lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
        lines += [_row(op, field) for field in op.fields]
        lines.append("")
    lines += [_in_keras(KERAS_CALLS[op]), ""]
    return "\n".join(lines)


def _in_keras(call: KerasCall) -> str:
    """What the layer is in Keras, or that Keras lacks it."""
    if not call.module:
        return f"Keras: `{call.layer}`."
    return (
        f"Keras has no such layer. Generated modules hold the class `{call.layer}`, and the direct\n"
        f"model takes it from `{call.module}`: import one of the two to load a saved model."
    )


def _example(op: type[Op]) -> str:
    shown = [f for f in op.fields if f.is_main or f.required]
    if not shown:
        return op.key
    pairs = [f"{op.key if f.is_main else f.name}: {_yaml(f.example)}" for f in shown]
    return "{" + ", ".join(pairs) + "}"


def _row(op: type[Op], field: Field) -> str:
    name = f"`{op.key}` (main)" if field.is_main else f"`{field.name}`"
    default = "required" if field.required else _default(field.default)
    return f"| {name} | {field.kind.name} | {default} | {field.description} |"


def _default(value: Any) -> str:
    if value is None:
        return "none"
    name = getattr(value, "name", None)
    return f"`{_yaml(name if isinstance(name, str) else value)}`"


def _yaml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple() | list():
            items = [_yaml(item) for item in value]
            return items[0] if len(set(items)) == 1 and len(items) == 2 else f"[{', '.join(items)}]"
        case dict():
            return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    return str(value)


if __name__ == "__main__":
    TARGET.write_text(layers_page(), encoding="utf-8")
    sys.stdout.write(f"wrote {TARGET.name}\n")
