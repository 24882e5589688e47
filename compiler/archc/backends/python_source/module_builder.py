"""Plans the functions of a generated module: one for each structure of a block, one for each large section.

1. Calls of a block whose regions have the same structure share a function; another structure of the same
   block gets a function of its own, numbered.
2. Functions are written before their callers, because a caller must know their parameters.
3. The stem, and any stage or output of some length that shares no names with the rest, is a function too.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.backends.python_source.body_writer import BodyWriter
from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    Copy,
    For,
    Function,
    If,
    Line,
    Parameter,
    Statement,
)
from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.literals import literal, prose
from archc.backends.python_source.names import Names
from archc.backends.python_source.place import Place
from archc.backends.python_source.structure import Key, Structure
from archc.backends.python_source.value_writer import ValueWriter
from archc.ir.graph import Graph
from archc.ir.regions import CallItem, Item, LayerItem, LoopItem, MergeItem, OptionalItem, Region
from archc.ops.shape import Shape, render_shape
from archc.spec.check_blocks import walk_steps
from archc.spec.decode_values import expressions_in
from archc.spec.model import Stage, Step

SUPPORT_NAMES = frozenset(
    {"channel_axis", "image_axis", "image_shape", "make_divisible", "pad_channels"}
)
_SECTION_LAYERS = 5


class ModuleBuilder:
    """The functions of a module, in the order in which they can be defined."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.functions: list[Function] = []
        self.structure = Structure(graph)
        self.bodies = BodyWriter(graph, self.structure, self.function_for)
        self.taken = SUPPORT_NAMES | frozenset(graph.spec.blocks)
        self._module_names = Names(SUPPORT_NAMES | {f"create_{graph.spec.name}"})
        self._builders: dict[tuple[str, Key], FunctionBuilder] = {}
        self._instances: dict[CallItem, tuple[FunctionBuilder, int]] = {}
        for stage in graph.stages:
            for region in stage.regions:
                self._collect(region)

    def _collect(self, region: Region) -> None:
        for call in calls_in(region.items):
            key = (call.block.name, self.structure.of_region(call.region))
            builder = self._builders.get(key)
            if builder is None:
                name = self._module_names.claim(call.block.name)
                names = Names(self.taken | {"name"})
                builder = self._builders[key] = FunctionBuilder(name, call.block, names)
            self._instances[call] = builder, len(builder.calls)
            builder.calls.append(call)
            self._collect(call.region)

    def function_for(self, call: CallItem) -> tuple[FunctionBuilder, int]:
        """The function of a call and the number of its instance, written if it was not yet."""
        builder, instance = self._instances[call]
        if builder.function is None:
            self._write(builder)
        return builder, instance

    def _write(self, builder: FunctionBuilder) -> None:
        block = builder.block
        assert block is not None
        used = names_read(block.steps) | {str(entry.value) for entry in block.outputs}
        inputs = [builder.names.reuse(name) for name in block.inputs] or ["x"]
        chain = _chain(inputs, block.inputs, used)
        regions = [call.region for call in builder.calls]
        rows = [Row(i, r.frame, self._values(r)) for i, r in enumerate(regions)]
        writer = ValueWriter(self.graph.spec, builder, rows, ())
        place = Place(writer, chain, dict(zip(block.inputs, inputs, strict=False)), "{name}_")
        result = self.bodies.write(regions, place, inputs[0], used)
        if block.outputs:
            result = ", ".join(place.names[str(entry.value)] for entry in block.outputs)
        for param in builder.params:
            default = block.params.get(param.source) if param.origin == "block" else None
            param.default = literal(default.value) if default and not default.dynamic else ""
        self._finish(builder, inputs, place.statements, result, self._block_doc(builder))

    def _values(self, region: Region) -> dict[str, object]:
        """The parameters of a block as they turned out: a resolved sum may have changed the filters."""
        values = dict(region.frame.variables)
        block = region.frame.block
        for item in layers_in(region.items):
            node = self.graph.nodes[item.node]
            entry = item.step.entries.get(node.changed)
            for expression in expressions_in(entry.value) if entry is not None else ():
                if expression.is_name and block is not None and expression.text in block.params:
                    values[expression.text] = getattr(node.op, node.changed)
        return values

    def section(self, stage: Stage, region: Region) -> FunctionBuilder:
        """A function for a stage that is not a block."""
        name = f"{stage.name}_head" if stage.is_output else stage.name
        builder = FunctionBuilder(
            self._module_names.claim(name), None, Names(self.taken), takes_name=False
        )
        writer = ValueWriter(self.graph.spec, builder, [_root_row(region)], ())
        place = Place(writer, "x", {}, region.prefix)
        result = self.bodies.write([region], place, "x", names_read(stage.steps))
        doc = self._shapes([(region.start,)], [(region.end,)])
        self._finish(builder, ["x"], place.statements, result, doc)
        return builder

    def is_section(self, stage: Stage, region: Region) -> bool:
        """Whether a stage is long enough for a function of its own, and shares no names."""
        if stage.repeat is not None or stage.name == "head":
            return False
        given = {str(e.value) for step in walk_steps(stage.steps) for e in step.site.alias}
        read = names_read(stage.steps)
        elsewhere: set[str] = set()
        for other in self.graph.spec.stages:
            if other is not stage:
                elsewhere |= names_read(other.steps) | {str(e.value) for e in other.site.sources}
        layers = sum(1 for _ in layers_in(region.items))
        return layers >= _SECTION_LAYERS and read <= given and not given & elsewhere

    def names(self) -> Names:
        """The names that a helper for a layer cannot have: of functions, and of anything in them."""
        spec = self.graph.spec
        taken = set(self.taken | set(spec.arguments) | {f.name for f in self.functions})
        for function in self.functions:
            taken |= {p.name for p in function.parameters}
            taken |= assigned(function.body)
        return Names(frozenset(taken))

    def _finish(
        self,
        builder: FunctionBuilder,
        inputs: list[str],
        statements: list[Statement],
        result: str,
        doc: list[str],
    ) -> None:
        parameters = [Parameter(name) for name in inputs]
        parameters += [Parameter(p.name, p.default) for p in builder.ordered_params()]
        defaults = [p for p in parameters if p.default]
        keyword_only = (Parameter("name"),) if builder.takes_name and defaults else ()
        if builder.takes_name and not defaults:
            parameters.append(Parameter("name"))
        builder.function = Function(
            builder.name, tuple(parameters), keyword_only, tuple(doc), tuple(statements), result
        )
        self.functions.append(builder.function)

    def _block_doc(self, builder: FunctionBuilder) -> list[str]:
        assert builder.block is not None
        shapes = self._shapes(
            [call.inputs for call in builder.calls], [call.outputs for call in builder.calls]
        )
        description = prose(builder.block.description, 78)
        return [*description, "", *shapes] if description else shapes

    def _shapes(self, inputs: list[tuple[int, ...]], outputs: list[tuple[int, ...]]) -> list[str]:
        """`35x35x384 -> 17x17x1152`, and how many others where calls differ."""
        found: dict[str, None] = {}
        for before, after in zip(inputs, outputs, strict=True):
            found[f"{self._list(before)} -> {self._list(after)}"] = None
        first, others = next(iter(found)), len(found) - 1
        shapes = "other shape" if others == 1 else "other shapes"
        return prose(f"{first}, and {others} {shapes}." if others else f"{first}.", 78)

    def _list(self, nodes: tuple[int, ...]) -> str:
        shapes: list[Shape] = [self.graph.nodes[index].shape for index in nodes]
        return " and ".join(render_shape(shape) for shape in shapes)


def _root_row(region: Region) -> Row:
    return Row(0, region.frame, dict(region.frame.variables))


def _chain(inputs: list[str], declared: tuple[str, ...], used: frozenset[str]) -> str:
    """The variable of the trunk: the input itself where nothing reads it again."""
    if not declared or declared[0] not in used:
        return inputs[0]
    return "x" if "x" not in inputs else "y"


def assigned(body: tuple[Statement, ...]) -> set[str]:
    """The variables that statements assign."""
    found: set[str] = set()
    for statement in body:
        match statement:
            case For() | If():
                found |= assigned(statement.body)
            case CallLayer() | CallFunction() | Copy():
                found |= set(statement.target.split(", "))
            case Line():
                pass
    return found


def names_read(steps: tuple[Step, ...]) -> frozenset[str]:
    """The names of values that steps read."""
    return frozenset(str(e.value) for step in walk_steps(steps) for e in step.site.sources)


def calls_in(items: tuple[Item, ...]) -> Iterator[CallItem]:
    """The calls of blocks in a sequence, blocks not entered."""
    for item in items:
        match item:
            case CallItem():
                yield item
            case OptionalItem():
                yield from calls_in((item.item,))
            case MergeItem():
                for branch in item.branches:
                    yield from calls_in(branch.items)
            case LoopItem():
                for iteration in item.iterations:
                    yield from calls_in(iteration.items)


def layers_in(items: tuple[Item, ...]) -> Iterator[LayerItem]:
    """The layers of a sequence, blocks not entered."""
    for item in items:
        match item:
            case LayerItem():
                yield item
            case OptionalItem():
                yield from layers_in((item.item,))
            case MergeItem():
                for branch in item.branches:
                    yield from layers_in(branch.items)
            case LoopItem():
                for iteration in item.iterations:
                    yield from layers_in(iteration.items)
