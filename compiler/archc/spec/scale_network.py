"""Multiplies the filters and the repeats of a network by the factors of its `scaling`.

1. The filters of convolutions are scaled, but for those that an expression computes from `$channels` or
   by `scaled`: they follow what is scaled already. The units of dense layers are not.
2. The repeats of stages are scaled, those of steps are not.
3. `scaled: false` on a step or a stage leaves it, and what is in it, as it is. A block that is called so
   gets a copy of its own.

    scaling: {width: 0.5, depth: 2}    {conv: 64, kernel: 3}, repeat: 3  ->  {conv: 32, kernel: 3}, repeat: 6
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.ops.kinds import MAX_FILTERS
from archc.ops.layer_table import layers
from archc.schema.dispatch import WIRE_KEYS, dispatch
from archc.schema.repair import rename_key
from archc.source.limits import MAX_NUMBER
from archc.spec.expression_value import ExpressionError
from archc.spec.expressions import SHAPE_NAMES, is_expression, parse_expression
from archc.spec.scaling import (
    FUNCTION,
    UNSCALED,
    Scaled,
    Scaling,
    evaluate_plainly,
    known_constants,
    put_scaled,
    read_scaling,
)
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

_COPY = "_unscaled"


def scale_network(tree: Mapping, sink: Sink) -> Mapping:
    """The valid tree of a spec without `scaling`, everything scaled; the same tree if it has none."""
    if "scaling" not in tree.values:
        return tree
    constants = known_constants(tree)
    scaling = read_scaling(tree, constants, sink)
    if scaling is None:
        return tree.without("scaling")
    return _NetworkScaler(tree, scaling, constants, sink).network()


class _NetworkScaler:
    def __init__(
        self, tree: Mapping, scaling: Scaling, constants: dict[str, Any], sink: Sink
    ) -> None:
        self._tree = tree
        self._scaling = scaling
        self._sink = sink
        self._constants = constants
        blocks = tree.get("blocks")
        self._blocks = blocks if isinstance(blocks, Mapping) else Mapping({}, {}, tree.span)
        self._copy_names: dict[str, str] = {}
        """The blocks that are called unscaled, and what their copies are called."""
        self._uncopied: list[str] = []
        """Those that have no copy yet."""

    def network(self) -> Mapping:
        """The whole spec, scaled."""
        values: dict[str, Tree] = {}
        for key, value in self._tree.items():
            if key in ("stem", "head"):
                values[key] = self._steps(value, scale=True)
            elif key == "stages":
                values[key] = _each(value, self._stage)
            elif key != "scaling":
                values[key] = value
        if "blocks" in values:
            scaled = {name: self._block(block, True) for name, block in self._blocks.items()}
            copies = self._copies()
            keys = {copy: self._blocks.keys[name] for name, copy in self._copy_names.items()}
            spans = {**self._blocks.keys, **keys}
            values["blocks"] = Mapping(spans, {**scaled, **copies}, self._blocks.span)
        keys = {key: span for key, span in self._tree.keys.items() if key in values}
        found = _functions(Mapping(keys, values, self._tree.span), self._scaling)
        assert isinstance(found, Mapping)
        return found

    def _block(self, tree: Tree, scale: bool) -> Tree:
        if isinstance(tree, Mapping) and "steps" in tree.values:
            return tree.with_value("steps", self._steps(tree.values["steps"], scale))
        return self._steps(tree, scale)

    def _stage(self, tree: Tree) -> Tree:
        if not isinstance(tree, Mapping):
            return tree
        scale = self._is_scaled(tree, True)
        tree = self._own(tree, scale)
        for key in ("steps", "output"):
            if key in tree.values:
                tree = tree.with_value(key, self._steps(tree.values[key], scale))
        if not scale and isinstance(block := tree.get("block"), Scalar):
            tree = tree.with_value("block", self._unscaled(block))
        return self._with_repeats(tree) if scale else tree

    def _with_repeats(self, tree: Mapping) -> Mapping:
        """Rule 2, for a stage or for the rows of a table."""
        repeat, columns, rows = (tree.get(key) for key in ("repeat", "columns", "rows"))
        if isinstance(repeat, Scalar):
            return tree.with_value("repeat", self._repeat(repeat))
        names = columns.plain() if isinstance(columns, Sequence) else []
        if not isinstance(rows, Sequence) or not isinstance(names, list) or "repeat" not in names:
            return tree
        place = names.index("repeat")

        def scaled(row: Tree) -> Tree:
            if not isinstance(row, Sequence) or len(row.items) <= place:
                return row
            items = list(row.items)
            cell = items[place]
            items[place] = self._repeat(cell) if isinstance(cell, Scalar) else cell
            return Sequence(items, row.span)

        return tree.with_value("rows", _each(rows, scaled))

    def _steps(self, tree: Tree, scale: bool) -> Tree:
        return _each(tree, lambda step: self._step(step, scale))

    def _step(self, tree: Tree, scale: bool) -> Tree:
        if isinstance(tree, Scalar):
            called = tree.value in self._blocks.values and not scale
            return self._unscaled(tree) if called else tree
        if not isinstance(tree, Mapping):
            return tree
        scale = self._is_scaled(tree, scale)
        tree = self._own(tree, scale)
        word = dispatch(tree.values).removeprefix("step_")
        if word == "residual":
            return tree.with_value(word, self._residual(tree.values[word], scale))
        if word == "repeat" and "steps" in tree.values:
            return tree.with_value("steps", self._steps(tree.values["steps"], scale))
        if word in layers().ops:
            return self._layer(tree, word, scale)
        return tree if scale else self._call(tree)

    def _layer(self, tree: Mapping, word: str, scale: bool) -> Mapping:
        op = layers().ops[word]
        value = tree.values[word]
        if op.merges:
            return tree.with_value(word, self._branches(value, scale))
        if scale and op.sets_channels == "filters" and isinstance(value, Scalar):
            return tree.with_value(word, self._filters(value, word))
        return tree

    def _branches(self, tree: Tree, scale: bool) -> Tree:
        if isinstance(tree, Mapping):
            values = {name: self._steps(steps, scale) for name, steps in tree.items()}
            return Mapping(tree.keys, values, tree.span)
        return _each(tree, lambda branch: self._steps(branch, scale))

    def _residual(self, tree: Tree, scale: bool) -> Tree:
        if not isinstance(tree, Mapping):
            return self._steps(tree, scale)
        for key in ("body", "shortcut"):
            if key in tree.values:
                tree = tree.with_value(key, self._steps(tree.values[key], scale))
        return tree

    def _call(self, tree: Mapping) -> Mapping:
        """Rule 3, for a call of a block."""
        if isinstance(name := tree.get("block"), Scalar):
            return tree.with_value("block", self._unscaled(name))
        others = [key for key in tree.values if key not in WIRE_KEYS]
        word = next((key for key in others if key in self._blocks.values), None)
        if word is None:
            return tree
        renamed = rename_key(
            tree, (), word, str(self._unscaled(Scalar(word, tree.keys[word])).value)
        )
        assert isinstance(renamed, Mapping)
        return renamed

    def _unscaled(self, name: Scalar) -> Scalar:
        """The name of the copy of a block, which is made at the end."""
        word = str(name.value)
        if word not in self._blocks.values or self._scaling.width == 1:
            return name
        if word not in self._copy_names:
            self._copy_names[word] = self._copy_name(word)
            self._uncopied.append(word)
        return Scalar(self._copy_names[word], name.span)

    def _copies(self) -> dict[str, Tree]:
        """The copies of blocks that are called unscaled; a copy may call further ones."""
        found: dict[str, Tree] = {}
        while self._uncopied:
            name = self._uncopied.pop()
            found[name] = _functions(self._block(self._blocks.values[name], False), UNSCALED)
        return {self._copy_names[name]: found[name] for name in self._copy_names}

    def _copy_name(self, name: str) -> str:
        name += _COPY
        while name in self._blocks.values:
            name += "_"
        return name

    def _filters(self, tree: Scalar, word: str) -> Scalar:
        """Rule 1."""
        if isinstance(tree.value, int | float) and not isinstance(tree.value, bool):
            after = self._scaling.filters(int(tree.value))
            if not 1 <= after <= MAX_FILTERS:
                self._wrong_filters(tree, word, after)
                return tree
            width = self._scaling.width
            return tree if width == 1 else Scaled(after, tree, width)
        return self._expression(tree, self._scaling.filters_of, self._scaling.width)

    def _repeat(self, tree: Scalar) -> Scalar:
        """Rule 2; what cannot be a number of repeats is left to what reads it."""
        if isinstance(tree.value, int | float) and not isinstance(tree.value, bool):
            if not 0 <= tree.value <= MAX_NUMBER or tree.value != int(tree.value):
                return tree
            after = self._scaling.repeats(int(tree.value))
            depth = self._scaling.depth
            return tree if depth == 1 else Scaled(after, tree, depth)
        return self._expression(tree, self._scaling.repeats_of, self._scaling.depth)

    def _expression(self, tree: Scalar, scale: Callable[[Any], Any], factor: float) -> Scalar:
        import ast

        if not is_expression(tree.value) or factor == 1 or f"{FUNCTION}(" in str(tree.value):
            return tree
        try:
            parsed = parse_expression(str(tree.value), tree.span)
        except ExpressionError:
            return tree  # Decoding says what is wrong with it.
        if parsed.names & SHAPE_NAMES:
            return tree
        inner = parsed.tree if parsed.tree is not None else ast.Name(parsed.text, ast.Load())
        return Scaled(f"${{{ast.unparse(scale(inner))}}}", tree, factor)

    def _wrong_filters(self, tree: Scalar, word: str, after: int) -> None:
        product = int(tree.plain() or 0) * self._scaling.width  # type: ignore[arg-type]
        what, help_text = (
            "no",
            "use a larger `width`, a `min` of 1, or `scaled: false` on this step",
        )
        if after > 0:
            what, help_text = "too many", f"there can be {MAX_FILTERS:,} at most"
        message = f"scaling leaves this `{word}` {what} filters: "
        message += f"{tree.value} x {self._scaling.width:g} = {product:g} -> {after:,}"
        self._sink.add(Diagnostic(codes.WRONG_VALUE, message, tree.span, help=help_text))

    def _own(self, tree: Mapping, scale: bool) -> Mapping:
        """Rule 3: a step or a stage without its `scaled`; where it is left as it is, `scaled(n)` is n."""
        if FUNCTION not in tree.values:
            return tree
        tree = tree.without(FUNCTION)
        found = tree if scale else _functions(tree, UNSCALED)
        assert isinstance(found, Mapping)
        return found

    def _is_scaled(self, tree: Mapping, scale: bool) -> bool:
        """Rule 3."""
        own = tree.get(FUNCTION)
        if own is None:
            return scale
        value = evaluate_plainly(own, self._constants, self._sink)
        if value is not None and not isinstance(value, bool):
            message = "`scaled` must be true or false"
            self._sink.add(Diagnostic(codes.WRONG_TYPE, message, own.span))
        return scale and value is not False


def _functions(tree: Tree, scaling: Scaling) -> Tree:
    """The tree with `scaled(...)` replaced in every expression."""
    match tree:
        case Mapping():
            values = {key: _functions(value, scaling) for key, value in tree.items()}
            return Mapping(tree.keys, values, tree.span)
        case Sequence():
            return _each(tree, lambda item: _functions(item, scaling))
        case Scalar(value=str(text)) if text.startswith("$") and f"{FUNCTION}(" in text:
            return _function(tree, text, scaling)
    return tree


def _function(tree: Scalar, text: str, scaling: Scaling) -> Scalar:
    import ast

    try:
        parsed = parse_expression(text, tree.span)
    except ExpressionError:
        return tree
    assert parsed.tree is not None
    found = Scalar(f"${{{ast.unparse(put_scaled(parsed.tree, scaling))}}}", tree.span)
    return Scaled(found.value, tree.before, tree.factor) if isinstance(tree, Scaled) else found


def _each(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    if not isinstance(tree, Sequence):
        return tree
    return Sequence([change(item) for item in tree.items], tree.span)
