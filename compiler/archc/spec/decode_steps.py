"""Turns the valid YAML of a sequence into typed steps, defaults filled in and labels given."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.suggest import did_you_mean
from archc.ops.activation import ACTIVATION_WORDS, Activation
from archc.ops.merge import Add
from archc.ops.op import Op
from archc.ops.scaling import Scale
from archc.ops.table import OPS
from archc.schema.dispatch import WIRE_KEYS, dispatch, known_words
from archc.source.source_file import Span
from archc.spec.decode_values import decode_entry
from archc.spec.labels import LabelScope
from archc.spec.model import (
    Branch,
    CallStep,
    Entry,
    LayerStep,
    MergeStep,
    PassStep,
    RepeatStep,
    Site,
    Step,
)
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

MAIN = ""
"""The key under which a call keeps the argument that stands right after the name of the block."""


class StepDecoder:
    """Decodes sequences under the defaults and the merge policy of one spec."""

    def __init__(
        self, defaults: dict[str, dict[str, Entry]], policy: str, blocks: frozenset[str], sink: Sink
    ) -> None:
        self._defaults = defaults
        self._policy = policy
        self._blocks = blocks
        self._sink = sink

    def sequence(self, tree: Tree) -> tuple[Step, ...]:
        """The steps of a sequence with labels of its own."""
        scope = LabelScope()
        steps = self._steps(tree, scope)
        scope.close(self._sink)
        return steps

    def call(self, name: Scalar, given: Tree | None, repeat: Tree | None, site: Site) -> CallStep:
        """A call of a block by its name, as stages and `block:` steps make it."""
        items = given.items() if isinstance(given, Mapping) else ()
        entries = {key: decode_entry(value, self._sink) for key, value in items}
        count = decode_entry(repeat, self._sink) if repeat is not None else None
        self._check_block(str(name.value), name.span)
        return CallStep(site, str(name.value), name.span, entries, count)

    def site(self, tree: Mapping, label: str, span: Span) -> Site:
        """The wires of a step: `as`, `from` and `when`."""
        when = tree.get("when")
        return Site(
            label,
            span,
            self._names(tree.get("as")),
            self._names(tree.get("from")),
            decode_entry(when, self._sink) if when is not None else None,
        )

    def _names(self, tree: Tree | None) -> tuple[Entry, ...]:
        match tree:
            case Sequence():
                return tuple(Entry(item.plain(), item.span) for item in tree.items)
            case Scalar():
                return (Entry(tree.value, tree.span),)
        return ()

    def _steps(self, tree: Tree, scope: LabelScope) -> tuple[Step, ...]:
        assert isinstance(tree, Sequence)
        return tuple(self._step(item, scope) for item in tree.items)

    def _step(self, tree: Tree, scope: LabelScope) -> Step:
        if isinstance(tree, Scalar):
            return self._word(str(tree.value), Mapping({}, {}, tree.span), tree.span, scope)
        assert isinstance(tree, Mapping)
        match dispatch(tree.values):
            case "step_residual":
                return self._residual(tree, scope)
            case "step_block":
                return self._block(tree, scope)
            case "step_repeat":
                return self._repeat(tree, scope)
            case "step_wires":
                return PassStep(scope.add(self.site(tree, "value", tree.span)))
            case None:
                return self._block_word(tree, scope)
            case definition:
                word = definition.removeprefix("step_")
                return self._word(word, tree, tree.keys[word], scope)

    def _word(self, word: str, tree: Mapping, span: Span, scope: LabelScope) -> Step:
        if word in ACTIVATION_WORDS:
            site = scope.add(self.site(tree, word, span))
            return LayerStep(site, Activation, {}, Activation(activation=ACTIVATION_WORDS[word]))
        if word not in OPS:
            self._check_block(word, span)
            return CallStep(scope.add(self.site(tree, word, span)), word, span, {}, None)
        op = OPS[word]
        if op.merges:
            return self._merge(op, tree, span, scope)
        return self._layer(op, tree, span, scope)

    def _layer(self, op: type[Op], tree: Mapping, span: Span, scope: LabelScope) -> LayerStep:
        entries = dict(self._defaults.get(op.key, {}))
        for field in op.fields:
            value = tree.get(op.key if field.is_main else field.name)
            if value is not None and not (isinstance(value, Scalar) and value.value is None):
                entries[field.name] = decode_entry(value, self._sink, field.kind)
        missing = [f.name for f in op.fields if f.required and f.name not in entries]
        if missing:
            self._missing(op, missing[0], span)
        dynamic = missing or any(entry.dynamic for entry in entries.values())
        ready = None if dynamic else op(**{name: entry.value for name, entry in entries.items()})
        return LayerStep(scope.add(self.site(tree, op.key, span)), op, entries, ready)

    def _missing(self, op: type[Op], name: str, span: Span) -> None:
        key = op.key if op.fields[0].name == name and op.fields[0].is_main else name
        field = next(f for f in op.fields if f.name == name)
        self._sink.add(
            Diagnostic(
                codes.MISSING_KEY,
                f"`{op.key}` needs a value for `{key}`",
                span,
                help=f"`{key}`: {field.description}",
            )
        )

    def _merge(self, op: type[Op], tree: Mapping, span: Span, scope: LabelScope) -> MergeStep:
        branches = tree.get(op.key)
        forks = isinstance(branches, Mapping | Sequence)
        site = scope.add(self.site(tree, op.key, span), forks=forks)
        return MergeStep(site, op(), self._branches(branches), self._policy_of(tree))

    def _policy_of(self, tree: Mapping) -> str:
        own = tree.get("on_mismatch")
        return str(own.plain()) if own is not None else self._policy

    def _branches(self, tree: Tree | None) -> tuple[Branch, ...]:
        match tree:
            case Mapping():
                return tuple(
                    Branch(name, self.sequence(steps), tree.keys[name])
                    for name, steps in tree.items()
                )
            case Sequence():
                return tuple(
                    Branch(f"branch_{number}", self.sequence(steps), steps.span)
                    for number, steps in enumerate(tree.items, 1)
                )
        return ()

    def _residual(self, tree: Mapping, scope: LabelScope) -> MergeStep:
        value = tree.values["residual"]
        parts = value if isinstance(value, Mapping) else Mapping({}, {"body": value}, value.span)
        span = tree.keys["residual"]
        shortcut = parts.get("shortcut")
        body = self._steps(parts.values["body"], scope)
        scale = parts.get("scale")
        if scale is not None:
            body = (*body, self._scale(scale, parts.keys["scale"], scope))
        site = scope.add(self.site(tree, "add", span), forks=shortcut is not None)
        first = Branch("shortcut", self.sequence(shortcut), shortcut.span) if shortcut else None
        branches = (
            first or Branch("shortcut", (), span),
            Branch("", body, parts.values["body"].span),
        )
        return MergeStep(site, Add(), branches, self._policy_of(parts), is_residual=True)

    def _scale(self, tree: Tree, span: Span, scope: LabelScope) -> LayerStep:
        field = Scale.fields[0]
        entry = decode_entry(tree, self._sink, field.kind)
        ready = None if entry.dynamic else Scale(**{field.name: entry.value})
        return LayerStep(scope.add(Site("scale", span)), Scale, {field.name: entry}, ready)

    def _block(self, tree: Mapping, scope: LabelScope) -> CallStep:
        name = tree.values["block"]
        assert isinstance(name, Scalar)
        site = scope.add(self.site(tree, str(name.value), tree.keys["block"]))
        return self.call(name, tree.get("with"), tree.get("repeat"), site)

    def _block_word(self, tree: Mapping, scope: LabelScope) -> Step:
        """A call in the form of a layer: `{conv_bn: 64, kernel: 3}`."""
        others = [key for key in tree.values if key not in WIRE_KEYS and key != "repeat"]
        word = next((key for key in others if key in self._blocks), others[0] if others else "")
        if not word:
            word = next(iter(tree.values))
        span = tree.keys[word]
        site = scope.add(self.site(tree, word, span))
        self._check_block(word, span)
        entries = {
            MAIN if key == word else key: decode_entry(tree.values[key], self._sink)
            for key in others
        }
        if MAIN in entries and entries[MAIN].value is None and not entries[MAIN].dynamic:
            del entries[MAIN]
        repeat = tree.get("repeat")
        count = decode_entry(repeat, self._sink) if repeat is not None else None
        return CallStep(site, word, span, entries, count)

    def _repeat(self, tree: Mapping, scope: LabelScope) -> RepeatStep:
        site = scope.add(self.site(tree, "repeat", tree.keys["repeat"]))
        steps = self.sequence(tree.values["steps"])
        return RepeatStep(site, decode_entry(tree.values["repeat"], self._sink), steps)

    def _check_block(self, name: str, span: Span) -> None:
        if name in self._blocks:
            return
        help_text = did_you_mean(name, [*known_words(), *self._blocks], known="the layers are")
        self._sink.add(
            Diagnostic(
                codes.UNKNOWN_LAYER, f"there is no layer or block `{name}`", span, help=help_text
            )
        )
