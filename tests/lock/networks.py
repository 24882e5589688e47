"""Small networks for the tests of locks, and the text of a lock of a spec."""

from __future__ import annotations

from typing import Any

import yaml

import archc
from archc.diagnostics.diagnostic import Sink
from archc.lock.locked_network import LockedNetwork, locked_network
from archc.lock.write_lock import write_lock
from archc.source.source_file import SourceFile
from archc.syntax.parse_yaml import parse_yaml

SPEC = """\
archc: 1
name: small
arguments: {labels: 10, title: "a \\"b\\"", rate: 0.5, aux: false}
input: {shape: [32, 32, 3]}
defaults: {conv: {kernel: 3, padding: same}}
blocks:
  unit:
    params: {filters: , stride: 1}
    steps:
      - residual:
          - {conv: $filters, stride: $stride}
          - {batch_norm: , epsilon: 1e-5}
      - relu
stem: [{conv: 16, as: early}, relu]
stages:
  - {name: body, block: unit, repeat: 3, with: {filters: 18}}
  - {name: aux, when: $aux, output: [global_avg_pool, {dense: 5}]}
  - {name: join, steps: [{concat: , from: [early, body]}, {dropout: $rate}]}
head: [global_avg_pool, {dense: $labels}]
"""


def locked(text: str, variant: str | None = None) -> LockedNetwork:
    """What a lock holds of the text of a spec."""
    return locked_network(archc.compile_text(text, variant=variant).graph, "small.yaml", variant)


def lock_text(text: str) -> str:
    """The lock of the text of a spec."""
    return write_lock([locked(text)])


def plain(text: str) -> Any:
    """The value of the text of a spec, as archc reads it."""
    tree = parse_yaml(SourceFile("small.yaml", text), Sink())
    assert tree is not None
    return tree.plain()


def dumped(tree: Any, **style: Any) -> str:
    """A value as YAML in another style."""
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, **style))
