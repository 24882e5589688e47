"""Turns the blocks of a valid tree into the names of their parameters, before any block is decoded."""

from __future__ import annotations

from typing import NamedTuple

from archc.syntax.tree import Mapping, Scalar, Sequence, Tree


class BlockParameters(NamedTuple):
    """The parameters of a block in order, and those among them that have no default."""

    names: list[str]
    required: frozenset[str]


def block_parameters(blocks: Mapping) -> dict[str, BlockParameters]:
    """The parameters of each block."""
    return {name: _parameters(tree) for name, tree in blocks.items()}


def _parameters(tree: Tree) -> BlockParameters:
    params = tree.get("params") if isinstance(tree, Mapping) else None
    if isinstance(params, Mapping):
        names = list(params.values)
        required = (name for name, default in params.items() if _is_empty(default))
        return BlockParameters(names, frozenset(required))
    names = [str(item.plain()) for item in params.items] if isinstance(params, Sequence) else []
    return BlockParameters(names, frozenset(names))


def _is_empty(default: Tree) -> bool:
    return isinstance(default, Scalar) and default.value is None
