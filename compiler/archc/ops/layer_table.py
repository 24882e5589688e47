"""The layers in force: those of archc, and those of the plugins that the caller of a compile allows.

The set is a value, and is read through `layers()`. It holds for an extent of one thread: nothing is ever
added to the table of archc's own layers, and a compile without plugins knows nothing of one that had some.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from archc.ops.op import Op
from archc.ops.table import OPS


class LayerTable:
    """Words of specs and the classes behind them; compared by identity, so that caches can go by it."""

    __slots__ = ("_options", "ops")

    def __init__(self, ops: dict[str, type[Op]]) -> None:
        self.ops = ops
        self._options: dict[str, frozenset[str]] = {}

    def option_names(self, key: str) -> frozenset[str]:
        """The keys that may stand beside a layer, its own excluded."""
        found = self._options.get(key)
        if found is None:
            fields = self.ops[key].fields if key in self.ops else ()
            found = frozenset(field.name for field in fields if not field.is_main)
            self._options[key] = found
        return found


_OWN = LayerTable(OPS)
_IN_FORCE: ContextVar[LayerTable] = ContextVar("layers", default=_OWN)


def layers() -> LayerTable:
    """The layers in force."""
    return _IN_FORCE.get()


@lru_cache(maxsize=16)
def table_with(plugin_ops: tuple[type[Op], ...]) -> LayerTable:
    """The table of archc's layers and these; the same table for the same classes."""
    return LayerTable({**OPS, **{op.key: op for op in plugin_ops}}) if plugin_ops else _OWN


@contextmanager
def layers_in_force(table: LayerTable) -> Iterator[None]:
    """Puts a table into force for the extent of a `with`, in this thread alone."""
    token = _IN_FORCE.set(table)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)
