"""Holds what archc says of mutants against Keras itself.

1. A network that compiles is built, whole: every layer has the shape, and all have as many weights, as archc
   says. Weights by the hundred million are only declared.
2. A layer that is refused is called alone, with the shapes that it would have had: Keras refuses it too, or
   archc has a reason to be stricter.

Needs Keras.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import keras
from tests.backends.agreement import has_dead_ends
from tests.keras.layer_calls import builds, why_stricter
from tests.mutation.refused_calls import Call

from archc.backends.keras_model import build_keras_model
from archc.backends.summary import summarize
from archc.ir.graph import Graph
from archc.ops.shape import product

_MOST_WEIGHTS = 60_000_000
"""Larger networks are built without memory for their weights."""


def assert_keras_builds(graph: Graph) -> None:
    """Rule 1; building checks the shapes."""
    expected = summarize(graph).parameters
    large = expected > _MOST_WEIGHTS
    scope: Any = keras.StatelessScope(initialize_variables=False) if large else nullcontext()
    with scope:
        model = build_keras_model(graph)
        found = sum(product(tuple(weight.shape)) for weight in model.weights)
    keras.backend.clear_session(free_memory=False)
    if not has_dead_ends(graph):  # A layer that leads nowhere is in no model of Keras.
        assert found == expected, f"{found:,} weights in Keras, {expected:,} in archc"


def why_refused(call: Call) -> str:
    """Rule 2: why archc refuses the call; "" for a false refusal."""
    with keras.StatelessScope(initialize_variables=False):
        if not builds(call.op, call.inputs):
            return "Keras refuses it too"
    reason = why_stricter(call.op, call.inputs)
    return f"stricter: {reason}" if reason else ""
