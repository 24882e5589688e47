"""A layer with a value that was reported: what is still known of its output."""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.lowering.guesses import ALL, CHANNELS, NOTHING, SIZES, Guessed
from archc.ops.op import Op

_SIZING = frozenset({"kernel", "size", "stride", "padding", "dilation"})
_SHAPING = frozenset(
    {"margins", "factor", "shape", "output_padding", "depth_multiplier", "keep_dimensions"}
)
_DIVIDING = frozenset({"groups"})
_PAIRED = frozenset({"mean", "variance"})


class FailedLayer(NamedTuple):
    """The kind of a layer, its values, and the keys whose value failed."""

    op: type[Op]
    values: dict[str, Any]
    failed: frozenset[str]

    def stand_in(self) -> Op | None:
        """A layer with a shape like that of the failed one; None when the shape is not known at all."""
        if self.failed & (_SHAPING | _SIZING | _DIVIDING | _PAIRED):
            return None
        values = {name: v for name, v in self.values.items() if name not in self.failed}
        missing = [f for f in self.op.fields if f.required and f.name not in values]
        for field in missing:
            values[field.name] = field.kind.convert(field.example)
        if self.op.sets_channels in self.failed:
            values[self.op.sets_channels] = values.get("groups", 1)
        return self.op(**values)

    def channels(self) -> int | None:
        """The channels of the output, if the layer sets them."""
        key = self.op.sets_channels
        return self.values[key] if key and key in self.values and key not in self.failed else None

    def guessed(self) -> Guessed:
        """The axes of the output that are not known."""
        found = CHANNELS if self.op.sets_channels in self.failed else NOTHING
        if self.failed & _SIZING:
            found |= SIZES
        if self.failed & _SHAPING:
            found |= ALL - CHANNELS if self.channels() is not None else ALL
        return found
