"""Draws names, values and expressions for random specs, each of a kind that a step can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = (
    *("x", "y", "a", "l", "i", "j", "k", "sum", "print", "inputs", "model", "outputs", "residual"),
    *("branch_1", "branch_2", "shortcut", "filters", "kernel_size", "strides", "values", "axis"),
    *("activation", "rate", "last", "stem", "value", "count_2", "index_2", "zip", "range", "len"),
    *("channel_axis", "image_shape", "input", "height_2", "tuple", "true_", "none", "self", "str"),
    *("shared_along", "layer_scale_2"),
    *("enumerate", "conv_block", "padding", "pool_size", "use_bias", "scale", "output", "train"),
)
BLOCKS = (
    *("unit", "cell", "bottleneck", "x", "y", "inputs", "model", "stem_2", "print", "i", "sum"),
    *("channel_axis", "make_divisible_2", "residual_2", "branch_1", "last", "filters", "str"),
)
RESERVED = {"range", "len", "zip", "enumerate", "channel_axis", "image_shape", "shared_along"}
"""Those of the names that a variable cannot have."""
ACTIVATIONS = ("relu", "linear", "tanh", "gelu")
KINDS = ("int", "bool", "act", "rate", "size", "pad")


class Block(NamedTuple):
    """What a caller must know of a block: its parameters by their kind, and its values."""

    name: str
    params: dict[str, str]
    optional: frozenset[str]
    inputs: int
    outputs: int


class Scope:
    """What a step can read: variables by their kind, named values, blocks."""

    def __init__(self, variables: dict[str, str], values: list[str], blocks: list[Block]) -> None:
        self.variables = variables
        self.values = values
        self.blocks = blocks
        self.taken: set[str] = set()

    def inside(self, **variables: str) -> Scope:
        """The scope of a branch or an iteration."""
        return Scope({**self.variables, **variables}, list(self.values), self.blocks)

    def of_kind(self, kind: str) -> list[str]:
        return [name for name, found in self.variables.items() if found == kind]


class Drawer:
    """Draws values one by one."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def pick(self, choices: Any) -> Any:
        """One of several; the simplest stands first."""
        return self._draw(st.sampled_from(list(choices)))

    def chance(self, one_in: int) -> bool:
        return bool(self._draw(st.integers(0, one_in - 1)) == one_in - 1)

    def some(self, names: Any, most: int, without: Any = ()) -> list[str]:
        free = [name for name in names if name not in without]
        return list(self._draw(st.lists(st.sampled_from(free), max_size=most, unique=True)))

    def plain(self, kind: str) -> Any:
        """A literal of a kind."""
        match kind:
            case "int":
                return self.pick([4, 2, 3, 6, 8])
            case "bool":
                return self.pick([True, False])
            case "act":
                return self.pick(ACTIVATIONS)
            case "rate":
                return self.pick([0.5, 0.25, 0.1])
        return self.pick(["same", "valid"] if kind == "pad" else [1, 2])

    def value(self, scope: Scope, kind: str) -> Any:
        """A literal, a variable or an expression of a kind."""
        known = scope.of_kind(kind)
        form = self.pick(["plain", "name", "name", "expression"])
        if form == "name" and known:
            return f"${self.pick(known)}"
        if form == "expression":
            return f"${{{self.expression(scope, kind)}}}"
        return self.plain(kind)

    def expression(self, scope: Scope, kind: str, depth: int = 0) -> str:
        """The text of an expression, without braces."""
        known = scope.of_kind(kind)
        forms = ["leaf", "leaf", "choice", *_FORMS[kind]] if depth < 2 else ["leaf"]
        form = self.pick(forms)
        if form == "leaf":
            return self.pick(known) if known and not self.chance(3) else _text(self.plain(kind))
        if form == "choice":
            truth = self.expression(scope, "bool", depth + 1)
            pair = [self.expression(scope, kind, depth + 1) for _ in range(2)]
            return f"({pair[0]} if {truth} else {pair[1]})"
        parts = [self.expression(scope, part, depth + 1) for part in _FORMS[kind][form]]
        return form.format(*parts)


_BINARY = ("{0} + {1}", "{0} * {1}", "max({0}, {1})", "{0} * {1} // 2", "2 * ({0} + {1})")
_UNARY = (
    *("max(1, channels // {0})", "make_divisible({0} * 1.5, 4)", "{0} ** 2", "ceil({0} / 2)"),
    *("floor({0} * 1.5)", "{0} * 2.0", "abs(-{0})"),
    *("listed[{0} % 3]", "scaled({0})"),
)
_COMPARISONS = ("{0} > {1}", "{0} == 2", "channels > {0}", "channels != {0}", "1 < {0} <= {1}")
_FORMS: dict[str, dict[str, tuple[str, ...]]] = {
    "int": {
        **dict.fromkeys(_BINARY, ("int", "int")),
        **dict.fromkeys(_UNARY, ("int",)),
        "channels": (),
        "sum(listed)": (),
    },
    "bool": {
        **dict.fromkeys(_COMPARISONS, ("int", "int")),
        "not {0}": ("bool",),
        "{0} and {1}": ("bool", "bool"),
        "{0} or {1}": ("bool", "bool"),
        "height > 4": (),
    },
    "act": {"('relu' if {0} else \"tanh\")": ("bool",)},
    "pad": {"('same' if {0} else 'valid')": ("bool",)},
    "rate": dict.fromkeys(("{0} / 2", "1 - {0}", "{0} * {1}", "{0} ** 2"), ("rate", "rate")),
    "size": dict.fromkeys(("min({0}, {1})", "1 + {0} % 2"), ("size", "size")),
}


def kind_of(value: Any) -> str:
    """The kind of a literal; small whole numbers count as sizes."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "pad" if value in ("same", "valid") else "act"
    if isinstance(value, float):
        return "rate"
    return "int" if value > 2 else "size"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)
