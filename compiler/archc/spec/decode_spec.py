"""Turns a valid located tree into a typed spec."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ops.layer_table import layers
from archc.source.source_file import SourceFile, Span
from archc.spec.block_parameters import block_parameters
from archc.spec.decode_expect import decode_expect
from archc.spec.decode_stages import decode_stages
from archc.spec.decode_steps import StepDecoder
from archc.spec.decode_values import decode_entry, decode_names
from archc.spec.expressions import FAILED, Expression
from archc.spec.model import Block, Entry, Input, Spec, Stage
from archc.spec.reserved_names import check_block_name, check_variable_name
from archc.spec.top import INCLUDE_TOP, put_under_include_top
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree


def decode_spec(sources: tuple[SourceFile, ...], variant: str, tree: Mapping, sink: Sink) -> Spec:
    """The typed spec. Problems that the schema cannot see go to the sink.

    `sources` are the file of the spec and those that it extends; `variant` is the preset, if it is one.
    """
    return _SpecDecoder(sources, variant, tree, sink).spec()


class _SpecDecoder:
    def __init__(
        self, sources: tuple[SourceFile, ...], variant: str, tree: Mapping, sink: Sink
    ) -> None:
        self._sources = sources
        self._variant = variant
        self._tree = tree
        self._sink = sink
        blocks = tree.get("blocks")
        self._block_trees = blocks if isinstance(blocks, Mapping) else Mapping({}, {}, tree.span)
        self._parameters = block_parameters(self._block_trees)
        self._steps = StepDecoder(self._defaults(), self._policy(), self._parameters, sink)

    def spec(self) -> Spec:
        name = self._tree.values["name"]
        if not any(section in self._tree.values for section in ("stem", "stages", "head")):
            message = "the spec has no layers: it needs a `stem`, `stages` or a `head`"
            self._sink.add(Diagnostic(codes.MISSING_KEY, message, self._tree.keys["name"]))
        arguments = self._arguments()
        return Spec(
            file=self._sources[0],
            sources=self._sources,
            variant=self._variant,
            name=str(name.plain()),
            reference=self._texts("reference"),
            description=self._text(self._tree, "description"),
            arguments=arguments,
            constants=self._constants(arguments),
            inputs=self._inputs(),
            blocks=self._blocks(),
            stages=self._stages(arguments),
            expect=decode_expect(self._tree.get("expect"), self._sink),
            origin=name.span,
        )

    def _stages(self, arguments: dict[str, Entry]) -> tuple[Stage, ...]:
        parameters = {name: block.names for name, block in self._parameters.items()}
        found = decode_stages(self._tree, parameters, self._steps, self._sink)
        if INCLUDE_TOP in arguments:
            put_under_include_top(found, arguments[INCLUDE_TOP], self._sink)
        return found

    def _defaults(self) -> dict[str, dict[str, Entry]]:
        found = self._tree.get("defaults")
        if not isinstance(found, Mapping):
            return {}
        return {key: self._layer_defaults(key, value) for key, value in found.items()}

    def _layer_defaults(self, key: str, tree: Tree) -> dict[str, Entry]:
        if not isinstance(tree, Mapping):
            return {}
        kinds = {field.name: field.kind for field in layers().ops[key].fields}
        return {name: decode_entry(value, self._sink, kinds[name]) for name, value in tree.items()}

    def _policy(self) -> str:
        merge = self._tree.get("merge")
        own = merge.get("on_mismatch") if isinstance(merge, Mapping) else None
        return str(own.value) if isinstance(own, Scalar) else "adjust"

    def _text(self, tree: Mapping, key: str) -> str:
        value = tree.get(key)
        return str(value.plain()) if value is not None else ""

    def _texts(self, key: str) -> dict[str, str]:
        found = self._tree.get(key)
        return {k: str(v.plain()) for k, v in found.items()} if isinstance(found, Mapping) else {}

    def _arguments(self) -> dict[str, Entry]:
        found = self._named_values("arguments")
        return {name: self._plain(name, entry) for name, entry in found.items()}

    def _constants(self, arguments: dict[str, Entry]) -> dict[str, Entry]:
        found, tree = self._named_values("constants"), self._tree.get("constants")
        for name in [name for name in found if name in arguments]:
            assert isinstance(tree, Mapping)
            labels = (Label(arguments[name].span, "by this argument"),)
            message = f"the name `{name}` is taken"
            span = tree.keys[name]
            self._sink.add(Diagnostic(codes.DUPLICATE_NAME, message, span, labels=labels))
        return found

    def _plain(self, name: str, entry: Entry) -> Entry:
        """The default of an argument, which must not be computed."""
        if not isinstance(entry.value, Expression):
            return entry
        message = f"the default of the argument `{name}` must be a plain value, not an expression"
        help_text = f"write the value, or make `{name}` a constant: constants may be computed"
        self._sink.add(Diagnostic(codes.WRONG_VALUE, message, entry.span, help=help_text))
        return Entry(FAILED, entry.span, dynamic=True)

    def _named_values(self, section: str) -> dict[str, Entry]:
        found = self._tree.get(section)
        if not isinstance(found, Mapping):
            return {}
        for name, span in found.keys.items():
            if not (section == "arguments" and name == INCLUDE_TOP):
                check_variable_name(name, span, self._sink)
        return {name: decode_entry(value, self._sink) for name, value in found.items()}

    def _inputs(self) -> tuple[Input, ...]:
        single, several = self._tree.get("input"), self._tree.get("inputs")
        if single is not None and several is None:
            return (self._input("input", single, self._tree.keys["input"]),)
        if isinstance(several, Mapping) and single is None and several.values:
            return tuple(
                self._input(name, value, several.keys[name]) for name, value in several.items()
            )
        span = self._tree.keys["inputs" if several is not None else "name"]
        if single is not None:
            message, help_text = "a spec has `input` or `inputs`", "list all of them in `inputs`"
            self._sink.add(Diagnostic(codes.WRONG_VALUE, message, span, help=help_text))
        else:
            help_text = "for example `input: {shape: [299, 299, 3]}`"
            message = "the spec has no input"
            self._sink.add(Diagnostic(codes.MISSING_KEY, message, span, help=help_text))
        return (Input("input", (), span),)

    def _input(self, name: str, tree: Tree, span: Span) -> Input:
        shape = tree.get("shape") if isinstance(tree, Mapping) else None
        items = shape.items if isinstance(shape, Sequence) else []
        sizes = [item.value for item in items if isinstance(item, Scalar)]
        known = [int(size) for size in sizes if isinstance(size, int | float)]
        return Input(name, tuple(known) if len(known) == len(items) else (), span)

    def _blocks(self) -> dict[str, Block]:
        """The blocks, without those whose parameters or values are not known after a finding."""
        found = {name: self._block(name, tree) for name, tree in self._block_trees.items()}
        return {name: block for name, block in found.items() if block is not None}

    def _block(self, name: str, tree: Tree) -> Block | None:
        span = self._block_trees.keys[name]
        check_block_name(name, span, self._sink)
        if isinstance(tree, Sequence):
            tree = Mapping({"steps": span}, {"steps": tree}, tree.span)
        if not isinstance(tree, Mapping):
            return None
        steps = self._steps.block(name, tree.values["steps"])
        if any(isinstance(tree.get(key), Hole) for key in ("params", "inputs", "outputs")):
            return None
        spans, params = self._params(tree.get("params"))
        return Block(
            name=name,
            span=span,
            params=params,
            param_spans=spans,
            inputs=tuple(str(entry.value) for entry in decode_names(tree.get("inputs"))),
            outputs=decode_names(tree.get("outputs")),
            steps=steps,
            description=self._text(tree, "description"),
            renamed_from=self._text(tree, "renamed_from"),
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
            check_variable_name(name, span, self._sink)
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
