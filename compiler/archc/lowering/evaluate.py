"""Evaluates the values that a spec gives, in the scope of the step that gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.diagnostics.suggest import suggest, word_in
from archc.ir.graph import ShapeRead
from archc.lowering.argument_use import arguments_behind, binding
from archc.lowering.failed_layer import FailedLayer
from archc.lowering.graph_builder import GraphBuilder, context_labels
from archc.lowering.guesses import SIZES
from archc.lowering.scope import Scope
from archc.ops.kinds import COUNT, Kind
from archc.ops.op import Op
from archc.schema.conforms import conforms
from archc.spec.expression_value import ExpressionError, UnknownVariableError
from archc.spec.expressions import FAILED, LOOP_NAMES, SHAPE_NAMES, Expression
from archc.spec.model import Before, Entry, LayerStep, Spec
from archc.syntax.tree import describe_value

IMAGE_RANK = 3
TRUTH_VALUE = Kind("true or false", {"type": "boolean"})
NO_VALUE = -1
"""Stands for the current value where there is none yet."""


class Evaluator:
    """Turns entries into values; one for a whole expansion, so that equal layers are made once."""

    def __init__(self, spec: Spec, builder: GraphBuilder, sink: Sink) -> None:
        self._spec = spec
        self._builder = builder
        self._sink = sink
        self._ops: dict[tuple[LayerStep, Any], Op] = {}

    def value(self, entry: Entry, scope: Scope, current: int, kind: Kind | None = None) -> Any:
        """The value of an entry, converted to its kind; FAILED when there is none."""
        if not entry.dynamic:
            return entry.value
        value = self._resolve(entry.value, entry, scope, current)
        if value is FAILED or kind is None:
            return value
        return self._checked(value, entry, kind, scope)

    def layer(self, step: LayerStep, scope: Scope, current: int) -> Op | FailedLayer:
        """The layer of a step under the variables of the scope."""
        if step.ready is not None:
            return step.ready
        kinds = {field.name: field.kind for field in step.op.fields}
        values = {
            name: self.value(entry, scope, current, kinds[name])
            for name, entry in step.entries.items()
        }
        failed = frozenset(name for name, value in values.items() if value is FAILED)
        if failed:
            return FailedLayer(step.op, values, failed)
        key = (step, tuple(values.values()))
        found = self._ops.get(key)
        if found is None:
            found = self._ops[key] = step.op(**values)
        return found

    def condition(self, entry: Entry, scope: Scope, current: int) -> Any:
        """Whether a `when` holds; FAILED when that is not known."""
        value = self.value(entry, scope, current)
        if isinstance(value, bool) or value is FAILED:
            return value
        message = f"`when` must be true or false; this is {describe_value(value)}"
        origin, labels = self._origin(entry, scope)
        self._fail(message, origin, labels, scope, value, TRUTH_VALUE)
        return FAILED

    def count(self, entry: Entry, scope: Scope, current: int) -> Any:
        """How often to repeat; FAILED when that is not known."""
        value = self.value(entry, scope, current)
        return value if value is FAILED else self._checked(value, entry, COUNT, scope)

    def _resolve(self, value: Any, entry: Entry, scope: Scope, current: int) -> Any:
        """The value of an entry, or of a part of it."""
        if isinstance(value, list):
            items = [self._resolve(item, entry, scope, current) for item in value]
            return FAILED if any(item is FAILED for item in items) else items
        if not isinstance(value, Expression):
            return value
        if self._is_unknown(value, scope, current):
            return FAILED
        try:
            return value.evaluate(self._variables(value, entry, scope, current))
        except UnknownVariableError as error:
            self._unknown(error.name, value, scope, current)
        except ExpressionError as error:
            labels = context_labels(scope.context)
            message = f"`{value.text}` has no value: {error}"
            self._sink.add(Diagnostic(codes.EXPRESSION_FAILED, message, value.span, labels=labels))
        return FAILED

    def _is_unknown(self, value: Expression, scope: Scope, current: int) -> bool:
        """Whether an expression reads what follows from a mistake that was reported."""
        variables, read = scope.frame.variables, value.names & SHAPE_NAMES
        if any(variables.get(name) is FAILED for name in value.names):
            return True
        if not read or current == NO_VALUE:
            return False
        node = self._builder.nodes[current]
        if "rank" in node.guessed:
            return True
        if read != {"channels"} and len(node.shape) != IMAGE_RANK:
            return False
        return bool(node.guessed) and (read != {"channels"} or node.guessed != SIZES)

    def _variables(
        self, value: Expression, entry: Entry, scope: Scope, current: int
    ) -> Mapping[str, Any]:
        """The variables of the scope, and the sizes of the current value if they are read."""
        read = value.names & SHAPE_NAMES
        if not read or current == NO_VALUE:
            return scope.frame.variables
        self._check_mixture(value, scope)
        shape = self._builder.nodes[current].shape
        sizes: dict[str, Any] = {"channels": shape[-1]} if shape else {}
        if len(shape) == IMAGE_RANK:
            sizes |= {"height": shape[0], "width": shape[1]}
        for name in sorted(read):
            found = ShapeRead(current, name, scope.context, entry, value.text)
            self._builder.shape_reads.append(found)
        return {**scope.frame.variables, **sizes}

    def _check_mixture(self, value: Expression, scope: Scope) -> None:
        """A size is known when the spec is compiled, an argument when the model is built."""
        for name in sorted(value.names):
            if arguments_behind(name, scope.frame, self._spec):
                message = f"`{value.text}` reads a size and, by `{name}`, an argument"
                help_text = "make the argument a constant, or give each an expression of its own"
                code = codes.ARGUMENT_CHANGES_STRUCTURE
                self._sink.add(Diagnostic(code, message, value.span, help=help_text))

    def _unknown(self, name: str, value: Expression, scope: Scope, current: int) -> None:
        known = [*scope.frame.variables, *(SHAPE_NAMES if current != NO_VALUE else ())]
        place = word_in(value.span, name)
        near = suggest(name, known, value.span, known="the variables here are")
        help_text, fix = near.help, near.fix
        if name in SHAPE_NAMES:
            help_text = "the current value has no height and width: it is not an image"
        if name in SHAPE_NAMES and current == NO_VALUE:
            help_text = (
                "a constant is computed before there is a value: read the size where it is used"
            )
        if name in LOOP_NAMES:
            help_text = "only what repeats knows it: give the stage or the call a `repeat`"
        if name in SHAPE_NAMES | LOOP_NAMES:
            fix = None
        message, code = f"there is no variable `${name}` here", codes.UNKNOWN_VARIABLE
        self._sink.add(Diagnostic(code, message, place, help=help_text, fix=fix))

    def _checked(self, value: Any, entry: Entry, kind: Kind, scope: Scope) -> Any:
        if _conforms(value, kind):
            return kind.convert(value)
        origin, labels = self._origin(entry, scope)
        shown = f"`{origin.value.text}`" if isinstance(origin.value, Expression) else "this"
        message = f"{shown} must be {kind.name}; it is {describe_value(value)}"
        message = self._scaled_away(entry.before, value, scope) or message
        self._fail(message, origin, labels, scope, value, kind)
        return FAILED

    def _scaled_away(self, before: Before | None, value: Any, scope: Scope) -> str:
        """The message for a count of which scaling leaves nothing; empty where it is no such count."""
        if before is None or value != 0:
            return ""
        count = self._resolve(before.entry.value, before.entry, scope, NO_VALUE)
        if not isinstance(count, int) or count <= 0:
            return ""
        product = count * before.factor
        return f"scaling leaves nothing of this: {count:,} x {before.factor:g} = {product:g} -> 0"

    def _origin(self, entry: Entry, scope: Scope) -> tuple[Entry, tuple[Label, ...]]:
        """Where the value of a parameter was given, through the blocks that hand it on."""
        origin, frame = entry, scope.frame
        while isinstance(origin.value, Expression) and origin.value.is_name:
            name = origin.value.text
            given = binding(name, frame) if frame.block and name in frame.block.params else None
            if given is None:
                break
            origin, frame = given
        return origin, () if origin is entry else (Label(entry.span, "it is read here"),)

    def _fail(
        self,
        message: str,
        entry: Entry,
        labels: tuple[Label, ...],
        scope: Scope,
        value: Any,
        kind: Kind,
    ) -> None:
        # Imported here: only a wrong spec needs it.
        from archc.lowering.mend_given import mend_given

        proposals = mend_given(entry.span, value, kind, list(scope.frame.variables))
        labels += context_labels(scope.context)
        found = Diagnostic(codes.EXPRESSION_FAILED, message, entry.span, labels=labels)
        self._sink.add(found._replace(proposals=proposals))


def _conforms(value: Any, kind: Kind) -> bool:
    return conforms(value, kind.schema, {})
