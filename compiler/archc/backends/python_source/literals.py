"""Python text for values and words that come from a spec: by no other way do they reach source."""

from __future__ import annotations

import textwrap
from typing import Any

from archc.backends.layer_plan import AxisRef, ImageShape, NamedCall, SharedAxes


def literal(value: Any) -> str:
    """The Python literal, or the call of a helper, for a value of the plan."""
    match value:
        case AxisRef(word="channels"):
            return "channel_axis()"
        case AxisRef():
            return f"image_axis({quote(value.word)})"
        case ImageShape():
            return f"image_shape{value.shape}"
        case SharedAxes():
            return f"shared_along({', '.join(quote(word) for word in value.words)})"
        case NamedCall():
            arguments = ", ".join(f"{key}={literal(item)}" for key, item in value.arguments)
            return f"keras.{value.module}.{value.name}({arguments})"
        case str():
            return quote(value)
        case list() | tuple():
            items = [literal(item) for item in value]
            return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    return repr(value)


def quote(text: str) -> str:
    """A string literal, ASCII only, in the quotes that need fewer escapes."""
    mark = "'" if text.count('"') > text.count("'") else '"'
    escaped = text.encode("unicode_escape").decode("ascii").replace(mark, f"\\{mark}")
    return f"{mark}{escaped}{mark}"


def prose(text: str, width: int) -> list[str]:
    """Lines of a docstring: no control characters, no quotes or backslashes that could end it."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    clean = clean.replace("\\", "/").replace('"', "'").strip()
    return textwrap.wrap(clean, width)
