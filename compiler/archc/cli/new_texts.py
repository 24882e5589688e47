"""The texts that `archc new` begins a spec with: a small residual network, or a variant of a spec."""

from __future__ import annotations

from collections.abc import Iterator

from archc.spec.edit_examples import edit_examples
from archc.syntax.tree import Mapping, Scalar
from archc.syntax.write_scalar import write_scalar

_SPEC = """\
archc: 1 # the version of the language
name: NAME # the function is create_NAME()
description: A small residual network. # heads the generated source

arguments: {num_classes: 10} # of the function; `--set num_classes=100` sets a default
constants: {base: 16} # numbers with a name
input: {shape: [32, 32, 3]} # height, width, channels

defaults: # values for keys that a step leaves out
  conv: {padding: same, bias: false}

merge: {on_mismatch: project} # sums whose operands differ get a convolution in the shortcut

blocks:
  unit:
    params: {filters: , stride: 1} # a parameter without a default must be given
    steps:
      - residual:
          - {conv: $filters, kernel: 3, stride: $stride}
          - batch_norm
          - relu
          - {conv: $filters, kernel: 3}
          - batch_norm
      - relu

stem:
  - {conv: $base, kernel: 3}
  - batch_norm
  - relu

stages:
  - {name: a, block: unit, repeat: 2, with: {filters: $base}}
  - {name: b, block: unit, with: {filters: "${2 * base}", stride: 2}}

head: [global_avg_pool, {dense: $num_classes, activation: softmax}] # include_top=False drops it
"""
_MEANINGS = {
    "set": "another value for what is there",
    "add": "new arguments, constants, blocks and keys",
    "replace": "other steps, stages or blocks in the place of these",
    "insert_before": "steps or stages before these",
    "insert_after": "steps or stages after these",
    "remove": "steps, stages or blocks to leave out",
}


def spec_text(name: str) -> str:
    """A spec that compiles, without its first line."""
    return _SPEC.replace("NAME", name)


def variant_text(name: str, base: str, tree: Mapping, presets: tuple[str, ...]) -> str:
    """A variant of the spec in a tree, which lies at the path `base`, without its first line."""
    title = tree.values["name"]
    called = title.value if isinstance(title, Scalar) else "a network"
    lines = [
        "archc: 1",
        f"name: {name}",
        f"description: A variant of {called}.",
        f"extends: {write_scalar(base, in_flow=False)}",
        *_presets(base, presets),
        "",
        "# Edits name what they change, and are made in the order in which they stand here. Take away",
        "# the `# ` of those that you want; `archc expand` shows what comes of them.",
        *_edits(tree),
    ]
    return "\n".join(lines) + "\n"


def _presets(base: str, presets: tuple[str, ...]) -> Iterator[str]:
    if presets:
        spec = write_scalar(base, in_flow=True)
        yield f"# extends: {{spec: {spec}, variant: {presets[0]}}} # or: {', '.join(presets)}"


def _edits(tree: Mapping) -> Iterator[str]:
    for kind, lines in edit_examples(tree).items():
        yield f"# {kind}: # {_MEANINGS[kind]}"
        dash = "- " if kind == "remove" else ""
        yield from (f"#   {dash}{line}" for line in lines)
