"""How weights start and what pulls them back: the initialisers and regularisers of Keras."""

from __future__ import annotations

from typing import Any

from archc.ops.kinds import Kind

_DISTRIBUTIONS = ("normal", "truncated_normal", "untruncated_normal", "uniform")
_NUMBER = {"type": "number"}

INITIALIZERS: dict[str, dict[str, Any]] = {
    "zeros": {},
    "ones": {},
    "glorot_uniform": {},
    "glorot_normal": {},
    "he_uniform": {},
    "he_normal": {},
    "lecun_uniform": {},
    "lecun_normal": {},
    "identity": {"gain": _NUMBER},
    "orthogonal": {"gain": _NUMBER},
    "constant": {"value": _NUMBER},
    "random_normal": {"mean": _NUMBER, "stddev": _NUMBER},
    "random_uniform": {"minval": _NUMBER, "maxval": _NUMBER},
    "truncated_normal": {"mean": _NUMBER, "stddev": _NUMBER},
    "variance_scaling": {
        "scale": {"type": "number", "exclusiveMinimum": 0},
        "mode": {"type": "string", "enum": ["fan_in", "fan_out", "fan_avg"]},
        "distribution": {"type": "string", "enum": list(_DISTRIBUTIONS)},
    },
}
REGULARIZERS: dict[str, dict[str, Any]] = {
    "l1": {"l1": {"type": "number", "minimum": 0}},
    "l2": {"l2": {"type": "number", "minimum": 0}},
    "l1_l2": {"l1": {"type": "number", "minimum": 0}, "l2": {"type": "number", "minimum": 0}},
}


class Named:
    """An initialiser or regulariser: its Keras name and its arguments."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, arguments: tuple[tuple[str, float | str], ...]) -> None:
        self.name = name
        self.arguments = arguments

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and (self.name, self.arguments) == (
            other.name,
            other.arguments,
        )

    def __hash__(self) -> int:
        return hash((self.name, self.arguments))

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{k}={v!r}' for k, v in self.arguments)})"


_IMPLIED: dict[str, dict[str, float]] = {
    "constant": {"value": 0.0},
    "l1_l2": {"l1": 0.0, "l2": 0.0},
}
"""The defaults of those classes that Keras cannot look up by their bare name: they need a call."""


def _convert(value: Any) -> Named:
    name, given = (value, None) if isinstance(value, str) else next(iter(value.items()))
    arguments = {**_IMPLIED.get(name, {}), **(given or {})}
    return Named(name, tuple(sorted(arguments.items())))


def _named_schema(table: dict[str, dict[str, Any]]) -> dict[str, Any]:
    objects = {
        name: {"type": ["object", "null"], "additionalProperties": False, "properties": arguments}
        for name, arguments in table.items()
    }
    return {
        "anyOf": [
            {"type": "string", "enum": list(table)},
            {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": objects,
            },
        ]
    }


def _initializer(excluded: tuple[str, ...]) -> Kind:
    allowed = {name: given for name, given in INITIALIZERS.items() if name not in excluded}
    name = "an initialiser of Keras, by name or as {name: arguments}"
    return Kind(name, _named_schema(allowed), _convert)


INITIALIZER = _initializer(())
CONV_INITIALIZER = _initializer(("identity",))
"""For kernels of more than two axes, which `identity` cannot fill."""
VECTOR_INITIALIZER = _initializer(("identity", "orthogonal"))
"""For biases and their like, whose one axis neither of the two can fill."""
REGULARIZER = Kind(
    "l1, l2 or l1_l2 with its factors: {l2: {l2: 0.0001}}", _named_schema(REGULARIZERS), _convert
)

GLOROT_UNIFORM = Named("glorot_uniform", ())
ZEROS = Named("zeros", ())
ONES = Named("ones", ())
