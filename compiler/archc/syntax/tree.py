"""The located YAML tree: every value knows the range of text that it came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from archc.source.source_file import Span

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


class Scalar:
    """A null, boolean, number or text."""

    __slots__ = ("size", "span", "value")

    def __init__(self, value: bool | int | float | str | None, span: Span) -> None:
        self.value = value
        self.span = span
        self.size = 1

    def plain(self) -> Plain:
        """The value without places."""
        return self.value


class Sequence:
    """A list of values."""

    __slots__ = ("items", "size", "span")

    def __init__(self, items: list[Tree], span: Span) -> None:
        self.items = items
        self.span = span
        self.size: int = 1 + sum(item.size for item in items)

    def plain(self) -> Plain:
        """The value without places."""
        return [item.plain() for item in self.items]


class Mapping:
    """Keys, each a text with a place of its own, and their values, in the order of the file."""

    __slots__ = ("keys", "size", "span", "values")

    def __init__(self, keys: dict[str, Span], values: dict[str, Tree], span: Span) -> None:
        self.keys = keys
        self.values = values
        self.span = span
        self.size: int = 1 + sum(value.size for value in values.values())

    def items(self) -> Iterator[tuple[str, Tree]]:
        """Keys with their values."""
        return iter(self.values.items())

    def get(self, key: str) -> Tree | None:
        """The value of a key, or None when the key is not there."""
        return self.values.get(key)

    def with_value(self, key: str, value: Tree) -> Mapping:
        """The mapping with another value for a key that it has."""
        return Mapping(self.keys, {**self.values, key: value}, self.span)

    def without(self, key: str) -> Mapping:
        """The mapping without a key; itself if it has none of that name."""
        if key not in self.values:
            return self
        keys = {name: span for name, span in self.keys.items() if name != key}
        values = {name: value for name, value in self.values.items() if name != key}
        return Mapping(keys, values, self.span)

    def plain(self) -> Plain:
        """The value without places."""
        return {key: value.plain() for key, value in self.values.items()}


class Hole:
    """A value that a finding has been reported for; whoever meets it goes on without one."""

    __slots__ = ("size", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.size = 1

    def plain(self) -> Plain:
        """Nothing: there is no value."""
        return None


Tree = Scalar | Sequence | Mapping | Hole


def describe(tree: Tree) -> str:
    """What a person calls a value of this kind: `the number 3`, `a list`."""
    match tree:
        case Mapping():
            return "a mapping"
        case Sequence():
            return _describe_list(tree.items)
        case Hole():
            return "nothing"
        case Scalar():
            return describe_value(tree.value)


def describe_value(value: object) -> str:
    """The same for a value without a place."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            text = str(value)
            return f"the number {text}" if len(text) <= _MAX_SHOWN else "a very large number"
        case str():
            shown = value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]}..."
            return f"the text `{shown}`"
        case list() | tuple():
            return _describe_list(value)
    return "a mapping"


def _describe_list(items: Collection[object]) -> str:
    if not items:
        return "an empty list"
    return f"a list of {len(items):,} values" if len(items) > 1 else "a list of one value"


_MAX_SHOWN = 80
