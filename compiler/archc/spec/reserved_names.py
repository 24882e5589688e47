"""Checks that the names which a spec gives are not words of the language or of Python."""

from __future__ import annotations

import keyword

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.schema.dispatch import known_words
from archc.source.source_file import Span
from archc.spec.expression_value import FUNCTIONS
from archc.spec.expressions import LOOP_NAMES, SHAPE_NAMES

RESERVED = frozenset(
    {
        *LOOP_NAMES,
        *SHAPE_NAMES,
        *FUNCTIONS,
        *keyword.kwlist,
        *("true", "false"),
        *("include_top", "input_shape", "weights", "name", "keras", "layers", "renamed_from"),
        # What a generated function calls, besides the functions of its network.
        *("range", "zip", "enumerate", "len"),
        *("channel_axis", "image_axis", "image_shape", "pad_channels"),
        *("refuse_softmax", "shared_along", "sizes_of"),
    }
)
"""Words that an argument, a constant or a parameter cannot have for a name."""


def check_variable_name(name: str, span: Span, sink: Sink) -> None:
    """Reports an argument, a constant or a parameter with a name that is taken."""
    if name in RESERVED:
        message = f"`{name}` is a word of the language or of Python"
        _report(message, f"`{name}_` is free", span, sink)


def check_stage_name(name: str, span: Span, sink: Sink) -> None:
    """Reports a stage with the name of a part of the network that has a section of its own."""
    if name in ("stem", "head"):
        message = f"a stage cannot have the name `{name}`: it is a section of its own"
        _report(message, f"write `{name}: [...]` beside `stages`", span, sink)
    elif name == "output":
        message = "a stage cannot have the name `output`: it is that of the trunk's output"
        _report(message, "`output_` is free", span, sink)


def check_block_name(name: str, span: Span, sink: Sink) -> None:
    """Reports a block with the name of a layer."""
    if name in known_words():
        message = f"`{name}` is a layer, so a block cannot have that name"
        _report(message, f"`{name}_block` is free", span, sink)


def _report(message: str, help_text: str, span: Span, sink: Sink) -> None:
    sink.add(Diagnostic(codes.RESERVED_NAME, message, span, help=help_text))
