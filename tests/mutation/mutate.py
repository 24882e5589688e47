"""Changes the plain value of a spec in one place, by slips that people make and some that nobody makes.

`choose` picks one of several options: a draw of hypothesis, or a `random.Random`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from archc.ops.table import OPS
from archc.schema.dispatch import known_words

Path_ = tuple[str | int, ...]
Choose = Callable[[Sequence[Any]], Any]

WORDS = (
    *known_words(),
    *sorted({field.name for op in OPS.values() for field in op.fields}),
    *("as", "from", "when", "with", "steps", "name", "params", "inputs", "outputs", "shape"),
    *("archc", "blocks", "stages", "stem", "head", "arguments", "constants", "defaults", "merge"),
    *("input", "unit", "body", "a", "x", "relu6", "same", "valid", "on_mismatch", "adjust"),
)
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 3, 7, 64, 10**6, 10**12, 10**30, 0.5, -0.5, 1.5, 1e9, 1e308),
    *(float("nan"), float("inf"), "", " ", "$", "$a", "$index", "$channels", "${1}", "${", "${}"),
    *("${1 / 0}", "${channels // 2}", "${height > 3}", "${index + count}", "${'a'}", "${min(1)}"),
    *("${9 ** 9 ** 9}", "a\nb", "é", "\u2028", "x" * 500, "{{ }}", '"""', "2016-01-01", "0x10"),
    *([], [[]], {}, [None], [1, 2], [1, 2, 3], [[1, 2], [3, 4]], {"a": 1}, {"l2": {"l2": 0.1}}),
    *("relu", "unit", "input", ["relu"], [{"conv": 3, "kernel": 1}], {"relu": None}, [[], []]),
)
EXPRESSIONS = (
    *("$a", "$k", "$index", "$count", "$channels", "${a * 2}", "${k[0]}", "${max(a, 3)}", "${-a}"),
    *("${a if c else 2}", "${make_divisible(a * 0.35, 8)}", "${round(a / 3)}", "${len(k)}"),
    *("${height // 2 - 1}", "${not c}", "${a == 3 and c}", "${scaled(a)}", "${ceil(b)}"),
    *("${a ** 3}", "${sum(k) % 7}", "${int(1e9)}"),
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")


class _Place(NamedTuple):
    """A value in a tree: what holds it, and by which key."""

    parent: Any
    key: Any

    @property
    def value(self) -> Any:
        return self.parent[self.key]


def nodes(tree: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The paths of all values in a tree, the root excluded."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from nodes(value, (*path, key))


def at(tree: Any, path: Path_) -> Any:
    """The value at a path."""
    for part in path:
        tree = tree[part]
    return tree


def mutate(tree: Any, kind: str, choose: Choose) -> bool:
    """Makes one change of a kind, in place; whether there was anything to change."""
    change, fits = KINDS[kind]
    places = [_Place(at(tree, path[:-1]), path[-1]) for path in nodes(tree)]
    places = [place for place in places if fits(place)]
    if places:
        change(choose(places), tree, choose)
    return bool(places)


def _delete(place: _Place, _tree: Any, _choose: Choose) -> None:
    del place.parent[place.key]


def _duplicate(place: _Place, _tree: Any, _choose: Choose) -> None:
    place.parent.insert(place.key, deepcopy(place.value))


def _swap(place: _Place, _tree: Any, choose: Choose) -> None:
    """Two values of one list or mapping change places."""
    keys = range(len(place.parent)) if isinstance(place.parent, list) else list(place.parent)
    other = choose([key for key in keys if key != place.key])
    place.parent[place.key], place.parent[other] = place.parent[other], place.value


def _graft(place: _Place, tree: Any, choose: Choose) -> None:
    """A value from anywhere takes the place of another."""
    place.parent[place.key] = deepcopy(at(tree, choose(list(nodes(tree)))))


def _retype(place: _Place, _tree: Any, choose: Choose) -> None:
    value = place.value
    others = (str(value), [value], {"value": value}, *JUNK, choose(WORDS))
    place.parent[place.key] = deepcopy(choose(others))


def _rename(place: _Place, _tree: Any, choose: Choose) -> None:
    """A key is misspelt, or is another word; so is a word that is no key."""
    if isinstance(place.parent, dict) and choose((True, True, False)):
        word = _misspelt(str(place.key), choose)
        items = [(word if key == place.key else key, value) for key, value in place.parent.items()]
        place.parent.clear()
        place.parent.update(items)
    elif isinstance(place.value, str):
        place.parent[place.key] = _misspelt(place.value, choose)


def _misspelt(word: str, choose: Choose) -> str:
    if not word or choose((True, False, False)):
        return str(choose(WORDS))
    index = choose(range(len(word)))
    return str(
        choose(
            (
                word[:index] + word[index + 1 :],
                word[:index] + word[index] + word[index:],
                word[:index] + word[index : index + 2][::-1] + word[index + 2 :],
                f"{word}s",
            )
        )
    )


def _scale(place: _Place, _tree: Any, choose: Choose) -> None:
    """A number, or one in an expression, becomes another."""
    value = place.value
    if isinstance(value, str):
        match = choose(list(_NUMBER.finditer(value)))
        number = max(0, int(_other_number(int(match.group()), choose)))
        place.parent[place.key] = value[: match.start()] + str(number) + value[match.end() :]
    else:
        place.parent[place.key] = _other_number(value, choose)


def _other_number(value: Any, choose: Choose) -> Any:
    if choose((True, True, False)):  # What people write.
        return choose((value + 1, value - 1, value * 2, value // 2 or 1, value + 2))
    return value * choose((-1, 0, 3, 10, 1000, 0.5, 10**9))


def _add(place: _Place, _tree: Any, choose: Choose) -> None:
    value = deepcopy(choose((*JUNK, choose(WORDS))))
    if isinstance(place.value, dict):
        place.value[choose(WORDS)] = value
    else:
        place.value.append(value)


def _compute(place: _Place, _tree: Any, choose: Choose) -> None:
    place.parent[place.key] = choose(EXPRESSIONS)


def _anything(_place: _Place) -> bool:
    return True


def _in_list(place: _Place) -> bool:
    return isinstance(place.parent, list)


def _has_siblings(place: _Place) -> bool:
    return len(place.parent) > 1


def _is_word(place: _Place) -> bool:
    return isinstance(place.parent, dict) or isinstance(place.value, str)


def _is_number(place: _Place) -> bool:
    value = place.value
    if isinstance(value, str):
        return value.startswith("$") and bool(_NUMBER.search(value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _holds_values(place: _Place) -> bool:
    return isinstance(place.value, dict | list)


_Change = Callable[[_Place, Any, Choose], None]
KINDS: dict[str, tuple[_Change, Callable[[_Place], bool]]] = {
    "delete": (_delete, _anything),
    "duplicate": (_duplicate, _in_list),
    "swap": (_swap, _has_siblings),
    "graft": (_graft, _anything),
    "retype": (_retype, _anything),
    "rename": (_rename, _is_word),
    "scale": (_scale, _is_number),
    "add": (_add, _holds_values),
    "compute": (_compute, _anything),
}
