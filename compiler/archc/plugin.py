"""What a plugin imports: the parts that layers are declared with (docs/plugins.md).

A plugin is a module that lists classes of layers in `LAYERS`:

    from archc.plugin import KerasCall, Op

    class Mish2(Op):
        '''Mish, twice.'''

        key = "mish2"
        keeps_channels = True
        keras = KerasCall("Mish2", module="mish2_keras")

    LAYERS = (Mish2,)
"""

from __future__ import annotations

from archc.diagnostics.codes import SHAPE_INVALID, WRONG_RANK
from archc.ops.initializers import (
    CONV_INITIALIZER,
    GLOROT_UNIFORM,
    INITIALIZER,
    ONES,
    REGULARIZER,
    VECTOR_INITIALIZER,
    ZEROS,
)
from archc.ops.keras_call import KerasCall, Keyword
from archc.ops.kinds import (
    ACTIVATION,
    AXIS,
    BOOLEAN,
    COUNT,
    NUMBER,
    PADDING,
    POSITIVE,
    SHARE,
    SIZE,
    SMALL,
    WINDOW_PADDING,
    choice,
    number,
    whole_number,
)
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Shape, Weight, render_shape, window_length
from archc.ops.windows import need_image, slide

__all__ = [
    "ACTIVATION",
    "AXIS",
    "BOOLEAN",
    "CONV_INITIALIZER",
    "COUNT",
    "GLOROT_UNIFORM",
    "INITIALIZER",
    "NUMBER",
    "ONES",
    "PADDING",
    "POSITIVE",
    "REGULARIZER",
    "SHAPE_INVALID",
    "SHARE",
    "SIZE",
    "SMALL",
    "VECTOR_INITIALIZER",
    "WINDOW_PADDING",
    "WRONG_RANK",
    "ZEROS",
    "KerasCall",
    "Keyword",
    "Misfit",
    "Op",
    "Shape",
    "Weight",
    "choice",
    "main",
    "need_image",
    "number",
    "option",
    "render_shape",
    "slide",
    "whole_number",
    "window_length",
]
