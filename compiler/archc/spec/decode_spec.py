"""Turns a valid located tree into a typed spec."""

from __future__ import annotations

from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ops.table import OPS
from archc.schema.dispatch import known_words
from archc.source.source_file import SourceFile, Span
from archc.spec.decode_steps import StepDecoder
from archc.spec.decode_values import decode_entry
from archc.spec.expressions import LOOP_NAMES, SHAPE_NAMES
from archc.spec.model import Block, Entry, Input, Site, Spec, Stage
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

RESERVED = frozenset(
    {
        *LOOP_NAMES,
        *SHAPE_NAMES,
        *(
            "true",
            "false",
            "include_top",
            "input_shape",
            "weights",
            "name",
            "classes",
            "keras",
            "layers",
        ),
        *(
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
        ),
        *(
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
        ),
        *("nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"),
        *("min", "max", "round", "ceil", "floor", "abs", "int", "make_divisible"),
    }
)
"""Words that an argument, a constant or a parameter cannot have for a name."""


def decode_spec(sources: tuple[SourceFile, ...], tree: Mapping, sink: Sink) -> Spec:
    """The typed spec. Problems that the schema cannot see go to the sink.

    `sources` are the file of the spec and those that it extends.
    """
    return _SpecDecoder(sources, tree, sink).spec()


class _SpecDecoder:
    def __init__(self, sources: tuple[SourceFile, ...], tree: Mapping, sink: Sink) -> None:
        self._sources = sources
        self._tree = tree
        self._sink = sink
        blocks = tree.get("blocks")
        self._block_trees = blocks if isinstance(blocks, Mapping) else None
        names = frozenset(self._block_trees.values) if self._block_trees else frozenset()
        self._steps = StepDecoder(self._defaults(), self._policy(), names, sink)

    def spec(self) -> Spec:
        name = self._tree.values["name"]
        return Spec(
            file=self._sources[0],
            sources=self._sources,
            name=str(name.plain()),
            reference=self._texts("reference"),
            description=self._text(self._tree, "description"),
            arguments=self._named_values("arguments"),
            constants=self._named_values("constants"),
            inputs=self._inputs(),
            blocks=self._blocks(),
            stages=self._stages(),
            origin=name.span,
        )

    def _defaults(self) -> dict[str, dict[str, Entry]]:
        found = self._tree.get("defaults")
        if not isinstance(found, Mapping):
            return {}
        return {key: self._layer_defaults(key, value) for key, value in found.items()}

    def _layer_defaults(self, key: str, tree: Tree) -> dict[str, Entry]:
        assert isinstance(tree, Mapping)
        kinds = {field.name: field.kind for field in OPS[key].fields}
        return {name: decode_entry(value, self._sink, kinds[name]) for name, value in tree.items()}

    def _policy(self) -> str:
        merge = self._tree.get("merge")
        own = merge.get("on_mismatch") if isinstance(merge, Mapping) else None
        return str(own.plain()) if own is not None else "adjust"

    def _text(self, tree: Mapping, key: str) -> str:
        value = tree.get(key)
        return str(value.plain()) if value is not None else ""

    def _texts(self, key: str) -> dict[str, str]:
        found = self._tree.get(key)
        return {k: str(v.plain()) for k, v in found.items()} if isinstance(found, Mapping) else {}

    def _named_values(self, section: str) -> dict[str, Entry]:
        found = self._tree.get(section)
        if not isinstance(found, Mapping):
            return {}
        for name, span in found.keys.items():
            self._check_free(name, span)
        return {name: decode_entry(value, self._sink) for name, value in found.items()}

    def _check_free(self, name: str, span: Span) -> None:
        if name in RESERVED:
            message = f"`{name}` is a word of the language or of Python"
            self._sink.add(
                Diagnostic(codes.RESERVED_NAME, message, span, help=f"`{name}_` is free")
            )

    def _inputs(self) -> tuple[Input, ...]:
        single, several = self._tree.get("input"), self._tree.get("inputs")
        if isinstance(single, Mapping) and not isinstance(several, Mapping):
            return (self._input("input", single, self._tree.keys["input"]),)
        if isinstance(several, Mapping) and single is None and several.values:
            return tuple(
                self._input(name, value, several.keys[name]) for name, value in several.items()
            )
        span = self._tree.keys["inputs"] if several is not None else self._tree.keys["name"]
        message = "a spec has either `input` or `inputs`" if single else "the spec has no input"
        help_text = "for example `input: {shape: [299, 299, 3]}`"
        self._sink.add(Diagnostic(codes.MISSING_KEY, message, span, help=help_text))
        return (Input("input", (1, 1, 1), span),)

    def _input(self, name: str, tree: Tree, span: Span) -> Input:
        assert isinstance(tree, Mapping)
        sizes: Any = tree.values["shape"].plain()
        return Input(name, tuple(int(size) for size in sizes), span)

    def _blocks(self) -> dict[str, Block]:
        if self._block_trees is None:
            return {}
        return {name: self._block(name, tree) for name, tree in self._block_trees.items()}

    def _block(self, name: str, tree: Tree) -> Block:
        assert self._block_trees is not None
        span = self._block_trees.keys[name]
        if name in known_words():
            message = f"`{name}` is a layer, so a block cannot have that name"
            self._sink.add(
                Diagnostic(codes.RESERVED_NAME, message, span, help=f"`{name}_block` is free")
            )
        if isinstance(tree, Sequence):
            tree = Mapping({"steps": span}, {"steps": tree}, tree.span)
        assert isinstance(tree, Mapping)
        spans, params = self._params(tree.get("params"))
        return Block(
            name=name,
            span=span,
            params=params,
            param_spans=spans,
            inputs=tuple(str(e.value) for e in self._names(tree.get("inputs"))),
            outputs=self._names(tree.get("outputs")),
            steps=self._steps.sequence(tree.values["steps"]),
            description=self._text(tree, "description"),
        )

    def _params(self, tree: Tree | None) -> tuple[dict[str, Span], dict[str, Entry | None]]:
        spans: dict[str, Span] = {}
        params: dict[str, Entry | None] = {}
        match tree:
            case Mapping():
                spans = dict(tree.keys)
                params = {name: self._default(value) for name, value in tree.items()}
            case Sequence():
                for item in tree.items:
                    self._add_param(str(item.plain()), item.span, spans)
                params = dict.fromkeys(spans)
        for name, span in spans.items():
            self._check_free(name, span)
        return spans, params

    def _add_param(self, name: str, span: Span, spans: dict[str, Span]) -> None:
        if name in spans:
            labels = (Label(spans[name], "first here"),)
            message = f"the parameter `{name}` stands here a second time"
            self._sink.add(Diagnostic(codes.DUPLICATE_NAME, message, span, labels=labels))
        spans.setdefault(name, span)

    def _default(self, tree: Tree) -> Entry | None:
        if isinstance(tree, Scalar) and tree.value is None:
            return None
        return decode_entry(tree, self._sink)

    def _names(self, tree: Tree | None) -> tuple[Entry, ...]:
        match tree:
            case Sequence():
                return tuple(Entry(item.plain(), item.span) for item in tree.items)
            case Scalar():
                return (Entry(tree.value, tree.span),)
        return ()

    def _stages(self) -> tuple[Stage, ...]:
        stages = []
        if (stem := self._tree.get("stem")) is not None:
            stages.append(self._section("stem", stem))
        listed = self._tree.get("stages")
        if isinstance(listed, Sequence):
            stages += [self._stage(item) for item in listed.items]
        if (head := self._tree.get("head")) is not None:
            stages.append(self._section("head", head))
        self._check_stage_names(stages)
        return tuple(stages)

    def _section(self, name: str, tree: Tree) -> Stage:
        site = Site(name, self._tree.keys[name])
        return Stage(name, site, self._steps.sequence(tree), None, is_output=False)

    def _stage(self, tree: Tree) -> Stage:
        assert isinstance(tree, Mapping)
        name = tree.values["name"]
        site = self._steps.site(tree, str(name.plain()), name.span)
        repeat = tree.get("repeat")
        count = decode_entry(repeat, self._sink) if repeat is not None else None
        kinds = [key for key in ("block", "steps", "output") if key in tree.values]
        if len(kinds) != 1:
            self._wrong_kinds(kinds, tree)
            return Stage(str(name.plain()), site, (), count, is_output=False)
        block = tree.get("block")
        if isinstance(block, Scalar):
            call = self._steps.call(block, tree.get("with"), None, Site("", tree.keys["block"]))
            return Stage(str(name.plain()), site, (call,), count, is_output=False)
        steps = self._steps.sequence(tree.values[kinds[0]])
        return Stage(str(name.plain()), site, steps, count, is_output=kinds[0] == "output")

    def _wrong_kinds(self, kinds: list[str], tree: Mapping) -> None:
        found = " and ".join(f"`{kind}`" for kind in kinds) or "none of them"
        message = f"a stage has one of `block`, `steps` and `output`; this one has {found}"
        self._sink.add(Diagnostic(codes.MISSING_KEY, message, tree.keys["name"]))

    def _check_stage_names(self, stages: list[Stage]) -> None:
        first: dict[str, Span] = {}
        for stage in stages:
            earlier = first.setdefault(stage.name, stage.site.span)
            if earlier is not stage.site.span:
                labels = (Label(earlier, "first here"),)
                message = f"there is a stage `{stage.name}` already"
                self._sink.add(
                    Diagnostic(codes.DUPLICATE_NAME, message, stage.site.span, labels=labels)
                )
