"""What the call of a Keras layer is: its name, and which key of the op is which argument.

Values stay in archc's form here (pairs are tuples, axes are words, initialisers are `Named`);
whoever makes the call converts them.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple


class Keyword(NamedTuple):
    """An argument that is passed by name, and left out where it equals Keras's default."""

    keyword: str
    """Keras's name for it."""
    field: str
    """The key of the op that holds the value."""
    default: Any
    """Keras's default, in archc's form."""


class KerasCall(NamedTuple):
    """A call of a layer of `keras.layers`, or of a module of ours or of a plugin."""

    layer: str
    """Its name: `Conv2D`."""
    positional: tuple[str, ...] = ()
    """The keys of the op whose values are passed by position."""
    keywords: tuple[Keyword, ...] = ()
    """The other arguments, in the order in which they are written."""
    derived: Literal["", "axis", "noise_shape"] = ""
    """An argument that no key holds: the axis of the channels, or one decision for an example."""
    module: str = ""
    """The module that holds the layer, where Keras lacks it; the source holds its text."""
    composite: bool = False
    """Whether Keras has no such layer, and `layer` names a function that makes it of several."""
