"""Layers of plugins are drawn by their names, whatever their keys are called."""

from __future__ import annotations

from tests.plugins.test_plugin_mistakes import Project

import archc

PLUGIN = """\
from archc.plugin import POSITIVE, KerasCall, Keyword, Op, main

class Mine(Op):
    \"\"\"A layer one of whose keys has the name of another, and other values.\"\"\"

    key = "mine"
    keras = KerasCall(
        "GaussianNoise",
        keywords=(Keyword("stddev", "dilation", None),),
    )
    dilation: int = main(POSITIVE, "One number.", example=2)

    def infer(self, inputs):
        \"\"\"The shape of the input.\"\"\"
        return inputs[0]

LAYERS = (Mine,)
"""
SPEC = """\
archc: 1
name: drawn
input: {shape: [8, 8, 3]}
stem: [{conv: 4, kernel: 1}, {mine: 2}, {mine: 3}]
"""


def test_keys_that_mean_something_else(project: Project) -> None:
    project.write(PLUGIN)
    drawn = archc.compile_text(SPEC, plugins=[project.name]).svg()
    assert drawn.count(">mine</text>") == 2
