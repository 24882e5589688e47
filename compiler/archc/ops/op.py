"""What a layer kind is: its keys, its shape rule, its weights and its multiply-adds, in one class.

A subclass declares its keys as class attributes:

    class Dense(Op):
        key = "dense"
        units: int = main(POSITIVE, "Size of the output.", example=1000)
        bias: bool = option(BOOLEAN, "Whether to add a bias.", default=True)

Instances are immutable and are made by keyword. The classes are not dataclasses for one reason: generating
the code of a frozen dataclass takes about 1 ms, and a start-up would pay for thirty of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from archc.ops.kinds import Kind
from archc.ops.shape import Misfit, Shape, Weight

if TYPE_CHECKING:
    from archc.ops.keras_call import KerasCall


class _Required:
    def __repr__(self) -> str:
        return "required"


REQUIRED: Any = _Required()


class Field:
    """One key of a layer: what it holds, what it means, an example, and its default."""

    __slots__ = ("default", "description", "example", "is_main", "kind", "name")

    def __init__(
        self, kind: Kind, description: str, example: Any, default: Any, is_main: bool
    ) -> None:
        self.name = ""
        self.kind = kind
        self.description = description
        self.example = example
        self.default = default
        self.is_main = is_main

    @property
    def required(self) -> bool:
        """Whether a spec must give the key."""
        return self.default is REQUIRED


def main(kind: Kind, description: str, *, example: Any, default: Any = REQUIRED) -> Any:
    """The key whose value stands right after the name of the layer: `{conv: 64}`."""
    return Field(kind, description, example, default, is_main=True)


def option(kind: Kind, description: str, *, example: Any, default: Any = REQUIRED) -> Any:
    """A key that stands beside the name of the layer: `{conv: 64, kernel: 3}`."""
    return Field(kind, description, example, default, is_main=False)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(main, option))
class Op:
    """A layer with the values of its keys. Shapes have no batch axis and are channels last."""

    key: ClassVar[str]
    """The word that names the layer in a spec."""
    fields: ClassVar[tuple[Field, ...]] = ()
    sets_channels: ClassVar[str] = ""
    """The key that alone decides the channels of the output, if there is one: `filters`."""
    parts: ClassVar[tuple[str, ...]] = ()
    """What the names of its Keras layers end in, where they are several."""
    merges: ClassVar[bool] = False
    """Whether the layer takes several values."""
    keras: ClassVar[KerasCall | None] = None
    """How a layer of a plugin is written in Keras; archc's own stand in `backends/keras_calls.py`."""
    needs_channels_last: ClassVar[bool] = False
    """Whether the Keras layer of a plugin works only where the channels are the last axis."""

    def __init_subclass__(cls) -> None:
        own = [(name, value) for name, value in vars(cls).items() if isinstance(value, Field)]
        for name, declared in own:
            declared.name = name
            delattr(cls, name)
        cls.fields = (*cls.fields, *(declared for _, declared in own))

    def __init__(self, **values: Any) -> None:
        for declared in self.fields:
            value = values.get(declared.name, declared.default)
            object.__setattr__(self, declared.name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    @property
    def keeps_channels(self) -> bool:
        """Whether the channels of the output are those of the input, whatever they are."""
        return False

    def values(self) -> dict[str, Any]:
        """The value of every key."""
        return {declared.name: getattr(self, declared.name) for declared in self.fields}

    def replace(self, **changes: Any) -> Op:
        """The same layer with other values for some keys."""
        return type(self)(**{**self.values(), **changes})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.values().items())})"

    def given(self) -> str:
        """The values that differ from the defaults, in the order of the keys."""
        changed = [f.name for f in self.fields if getattr(self, f.name) != f.default]
        return "".join(f"{name}={getattr(self, name)!r} " for name in changed)

    @property
    def word(self) -> str:
        """What a spec most likely calls the layer."""
        return self.key

    @classmethod
    def main_field(cls) -> Field | None:
        """The key whose value stands right after the name of the layer, if it has one."""
        return cls.fields[0] if cls.fields and cls.fields[0].is_main else None

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the output, or why there is none."""
        return inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """The weights that the layer holds for these inputs, in Keras's order."""
        return ()

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """Multiplications by a weight for one image; additions of a bias are not counted."""
        return 0
