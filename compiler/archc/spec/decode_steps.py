"""Turns the valid YAML of a sequence into typed steps, defaults filled in and labels given."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.ops.activation import ACTIVATION_WORDS, Activation
from archc.ops.kinds import Kind
from archc.ops.layer_table import layers
from archc.ops.merge import Add
from archc.ops.op import Op
from archc.ops.scaling import Scale
from archc.schema.dispatch import WIRE_KEYS, dispatch
from archc.schema.repair import rename_key
from archc.source.source_file import Span
from archc.spec.block_parameters import BlockParameters
from archc.spec.check_wires import check_wires
from archc.spec.decode_values import decode_entry, decode_names, names_in
from archc.spec.expressions import FAILED
from archc.spec.labels import LabelScope
from archc.spec.model import (
    Before,
    Branch,
    CallStep,
    Entry,
    HoleStep,
    LayerStep,
    MergeStep,
    PassStep,
    RepeatStep,
    Site,
    Step,
)
from archc.spec.substitute import Columns, substitute
from archc.spec.unknown_words import (
    find_layer_key,
    is_valid_step,
    report_unknown_block,
    report_unknown_word,
)
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree
from archc.syntax.write_yaml import show_example

MAIN = ""
"""The key under which a call keeps the argument that stands right after the name of the block."""


class StepDecoder:
    """Decodes sequences under the defaults and the merge policy of one spec."""

    def __init__(
        self,
        defaults: dict[str, dict[str, Entry]],
        policy: str,
        parameters: dict[str, BlockParameters],
        sink: Sink,
    ) -> None:
        self._defaults = defaults
        self._policy = policy
        self._parameters = parameters
        self._blocks = frozenset(parameters)
        self._inside = ""
        """The block that is being decoded."""
        self._sink = sink
        self.columns: Columns = {}
        """What the row of a table that is being decoded gives for its columns."""
        self.columns_read: set[str] = set()

    def entry(self, tree: Tree, kind: Kind | None = None) -> Entry:
        """The entry for a value, the columns of the current row put in."""
        found = decode_entry(tree, self._sink, kind)
        if not self.columns or not found.dynamic:
            return found
        self.columns_read |= names_in(found.value)
        put_in = substitute(found, self.columns, self._sink)
        if found.before is not None:
            before = substitute(found.before.entry, self.columns, self._sink)
            put_in.before = Before(before, found.before.factor)
        # The value of a cell has not been held against the kind yet: that is done where a layer is made.
        put_in.dynamic |= kind is not None
        return put_in

    def sequence(self, tree: Tree) -> tuple[Step, ...]:
        """The steps of a sequence with labels of its own."""
        scope = LabelScope()
        steps = self._steps(tree, scope)
        scope.close(self._sink)
        return steps

    def block(self, name: str, tree: Tree) -> tuple[Step, ...]:
        """The steps of a block, which cannot mean the block itself."""
        self._inside = name
        steps = self.sequence(tree)
        self._inside = ""
        return steps

    @property
    def _callable(self) -> frozenset[str]:
        """The blocks that a misspelt word can mean."""
        return self._blocks - {self._inside}

    def call(self, name: Tree, given: Tree | None, repeat: Tree | None, site: Site) -> Step:
        """A call of a block by its name, as stages and `block:` steps make it."""
        word = str(name.value) if isinstance(name, Scalar) else None
        if word is not None and word not in self._blocks:
            word = report_unknown_block(word, name.span, self._callable, self._sink)
        if word is None or isinstance(given, Hole):
            return HoleStep(site)
        items = given.items() if isinstance(given, Mapping) else ()
        entries = {key: self.entry(value) for key, value in items}
        count = self.entry(repeat) if repeat is not None else None
        keys = given.keys if isinstance(given, Mapping) else {}
        step = CallStep(site, word, name.span, entries, count, keys)
        is_guess = isinstance(name, Scalar) and name.value != word
        return self._if_sound(step) if is_guess else step

    def site(self, tree: Mapping, label: str, span: Span) -> Site:
        """The wires of a step: `as`, `from` and `when`."""
        when, renamed = tree.get("when"), tree.get("renamed_from")
        site = Site(
            label,
            span,
            decode_names(tree.get("as")),
            decode_names(tree.get("from")),
            self.entry(when) if when is not None else None,
            str(renamed.value) if isinstance(renamed, Scalar) else "",
        )
        check_wires(tree, site, self._sink)
        return site

    def _steps(self, tree: Tree, scope: LabelScope) -> tuple[Step, ...]:
        if not isinstance(tree, Sequence):
            return (_hole(tree),)
        return tuple(self._step(item, scope) for item in tree.items)

    def _step(self, tree: Tree, scope: LabelScope) -> Step:
        if isinstance(tree, Scalar):
            return self._bare_word(tree, scope)
        if not isinstance(tree, Mapping):
            return _hole(tree)
        match dispatch(tree.values):
            case "step_residual":
                return self._residual(tree, scope)
            case "step_block":
                return self._block(tree, scope)
            case "step_repeat":
                return self._repeat(tree, scope)
            case "step_wires":
                return PassStep(scope.add(self.site(tree, "value", tree.span)))
            case "step_call":
                return self._block_word(tree, scope)
            case definition:
                word = definition.removeprefix("step_")
                return self._word(word, tree, tree.keys[word], scope)

    def _bare_word(self, tree: Scalar, scope: LabelScope) -> Step:
        word, span = str(tree.value), tree.span
        if word in self._blocks:
            return CallStep(scope.add(Site(word, span)), word, span, {}, None, {})
        if word in layers().ops or word in ACTIVATION_WORDS:
            return self._word(word, Mapping({}, {}, span), span, scope)
        near = report_unknown_word(word, span, self._callable, self._sink)
        return self._guess(Scalar(near, span), scope) if near else _hole(tree)

    def _word(self, word: str, tree: Mapping, span: Span, scope: LabelScope) -> Step:
        if word in ACTIVATION_WORDS:
            site = scope.add(self.site(tree, word, span))
            return LayerStep(site, Activation, {}, Activation(activation=ACTIVATION_WORDS[word]))
        op = layers().ops[word]
        if op.merges:
            return self._merge(op, tree, span, scope)
        return self._layer(op, tree, span, scope)

    def _layer(self, op: type[Op], tree: Mapping, span: Span, scope: LabelScope) -> Step:
        entries = dict(self._defaults.get(op.key, {}))
        for field in op.fields:
            value = tree.get(op.key if field.is_main else field.name)
            if value is not None and not (isinstance(value, Scalar) and value.value is None):
                entries[field.name] = self.entry(value, field.kind)
        missing = [f.name for f in op.fields if f.required and f.name not in entries]
        for name in missing:
            self._missing(op, name, span)
            entries[name] = Entry(FAILED, span, dynamic=True)
        dynamic = any(entry.dynamic for entry in entries.values())
        ready = None if dynamic else op(**{name: entry.value for name, entry in entries.items()})
        return LayerStep(scope.add(self.site(tree, op.key, span)), op, entries, ready)

    def _missing(self, op: type[Op], name: str, span: Span) -> None:
        field = next(f for f in op.fields if f.name == name)
        key = op.key if field.is_main else name
        what = "a value" if field.is_main else f"the key `{name}`"
        help_text = show_example(key, field.example, field.description)
        self._sink.add(
            Diagnostic(codes.MISSING_KEY, f"`{op.key}` needs {what}", span, help=help_text)
        )

    def _merge(self, op: type[Op], tree: Mapping, span: Span, scope: LabelScope) -> Step:
        branches = tree.get(op.key)
        if isinstance(branches, Hole):
            return HoleStep(self.site(tree, op.key, span))
        forks = isinstance(branches, Mapping | Sequence)
        site = scope.add(self.site(tree, op.key, span), forks=forks)
        return MergeStep(site, op(), self._branches(branches), self._policy_of(tree))

    def _policy_of(self, tree: Mapping) -> str:
        own = tree.get("on_mismatch")
        return str(own.value) if isinstance(own, Scalar) else self._policy

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

    def _residual(self, tree: Mapping, scope: LabelScope) -> Step:
        value = tree.values["residual"]
        if isinstance(value, Hole):
            return HoleStep(self.site(tree, "add", tree.keys["residual"]))
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
        entry = self.entry(tree, field.kind)
        ready = None if entry.dynamic else Scale(**{field.name: entry.value})
        return LayerStep(scope.add(Site("scale", span)), Scale, {field.name: entry}, ready)

    def _block(self, tree: Mapping, scope: LabelScope) -> Step:
        name = tree.values["block"]
        word = str(name.value) if isinstance(name, Scalar) else "block"
        site = scope.add(self.site(tree, word, tree.keys["block"]))
        return self.call(name, tree.get("with"), tree.get("repeat"), site)

    def _block_word(self, tree: Mapping, scope: LabelScope) -> Step:
        """A call in the form of a layer: `{conv_bn: 64, kernel: 3}`."""
        others = [key for key in tree.values if key not in WIRE_KEYS and key != "repeat"]
        word = next((key for key in others if key in self._blocks), None)
        if word is None:
            return self._unknown_word(tree, others, scope)
        span = tree.keys[word]
        site = scope.add(self.site(tree, word, span))
        entries = {MAIN if key == word else key: self.entry(tree.values[key]) for key in others}
        if MAIN in entries and entries[MAIN].value is None:
            del entries[MAIN]
        repeat = tree.get("repeat")
        count = self.entry(repeat) if repeat is not None else None
        return CallStep(site, word, span, entries, count, tree.keys)

    def _unknown_word(self, tree: Mapping, keys: list[str], scope: LabelScope) -> Step:
        """Reports a step that names no layer, and takes it for the one that was meant, if it can be."""
        word = find_layer_key(keys, self._callable)
        near = report_unknown_word(word, tree.keys[word], self._callable, self._sink)
        return self._guess(rename_key(tree, (), word, near), scope) if near else _hole(tree)

    def _guess(self, meant: Tree, scope: LabelScope) -> Step:
        """A step that was meant; nothing is known of one that would be a mistake of its own."""
        if not is_valid_step(meant):
            return _hole(meant)
        return self._if_sound(self._step(meant, scope))

    def _if_sound(self, meant: Step) -> Step:
        """A step that was meant, but for a call that lacks a parameter of its block."""
        if not isinstance(meant, CallStep):
            return meant
        names, required = self._parameters[meant.block]
        first = names[:1] if MAIN in meant.entries else []
        return meant if required <= {*meant.entries, *first} else HoleStep(meant.site)

    def _repeat(self, tree: Mapping, scope: LabelScope) -> RepeatStep:
        site = scope.add(self.site(tree, "repeat", tree.keys["repeat"]))
        steps = self.sequence(tree.values["steps"])
        return RepeatStep(site, self.entry(tree.values["repeat"]), steps)


def _hole(tree: Tree) -> HoleStep:
    return HoleStep(Site("hole", tree.span))
