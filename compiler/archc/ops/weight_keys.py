"""The keys that many layers share: how a weight starts, and what pulls it back."""

from __future__ import annotations

from typing import Any

from archc.ops.initializers import (
    CONV_INITIALIZER,
    GLOROT_UNIFORM,
    REGULARIZER,
    VECTOR_INITIALIZER,
    ZEROS,
    Named,
)
from archc.ops.kinds import Kind
from archc.ops.op import option


def kernel_start(what: str, kind: Kind = CONV_INITIALIZER) -> Any:
    """How a kernel starts: `glorot_uniform`, unless a spec says otherwise."""
    return option(kind, f"How {what} starts.", example="he_normal", default=GLOROT_UNIFORM)


def vector_start(what: str, default: Named = ZEROS, example: str = "zeros") -> Any:
    """How a weight of one axis starts, such as a bias."""
    return option(VECTOR_INITIALIZER, f"How {what} starts.", example=example, default=default)


def penalty(what: str) -> Any:
    """What pulls a weight towards zero: nothing, unless a spec says otherwise."""
    example = {"l2": {"l2": 0.0001}}
    return option(REGULARIZER, f"Penalty on {what}.", example=example, default=None)
