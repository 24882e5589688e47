"""A network deeper than Python's recursion builds in Keras, which walks a model recursively."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

import archc

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")

DEPTH = 1500
TEXT = f"""
archc: 1
name: deep
input: {{shape: [4]}}
stem: [{{repeat: {DEPTH}, steps: [relu]}}]
"""


def test_a_deep_network_builds() -> None:
    before = sys.getrecursionlimit()
    model = archc.compile_text(TEXT).keras_model()
    assert len(model.layers) == DEPTH + 1
    assert sys.getrecursionlimit() == before
