"""The depth of a network is the number that papers put behind its name."""

from __future__ import annotations

from pathlib import Path

import pytest

import archc
from archc.backends.measure_depth import measure_depth

ZOO = Path(__file__).parents[2] / "specs" / "zoo"


@pytest.mark.parametrize(
    ("spec", "variant", "depth"),
    [
        *[("vgg", None, 16), ("vgg", "vgg19", 19)],
        *[("resnet", None, 50), ("resnet", "resnet101", 101), ("resnet", "resnet152", 152)],
        *[("densenet", None, 121), ("densenet", "densenet169", 169)],
        *[("densenet", "densenet201", 201), ("mobilenet", None, 28), ("mobilenet_v2", None, 53)],
    ],
)
def test_the_depth_of_the_papers(spec: str, variant: str | None, depth: int) -> None:
    assert measure_depth(archc.compile(ZOO / f"{spec}.yaml", variant=variant).graph) == depth


def test_a_separable_convolution_counts_once_and_a_branch_for_itself() -> None:
    text = """
archc: 1
name: branches
input: {shape: [32, 32, 3]}
stem:
  - {separable_conv: 8, kernel: 3}
  - concat:
      - [{conv: 8, kernel: 1}, {conv: 8, kernel: 1}, batch_norm, relu]
      - [{depthwise_conv: 3, padding: same}]
stages: [{name: aux, output: [{conv: 8, kernel: 1}, {conv: 8, kernel: 1}, {conv: 8, kernel: 1}]}]
"""
    assert measure_depth(archc.compile_text(text).graph) == 6
