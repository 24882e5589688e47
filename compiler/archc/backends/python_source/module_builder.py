"""Plans the functions of a generated module: one for each structure of a block, one for each large section.

1. Calls of a block whose regions have the same structure, or nearly the same, share a function; another
   structure of the same block gets a function of its own, numbered.
2. The stem, and any stage or output of some length that shares no names with the rest, is a function too.
3. Functions are named before any is written, so that no variable hides one, and written before their
   callers, which must know their parameters.
"""

from __future__ import annotations

from archc.backends.python_source.body_writer import BodyWriter
from archc.backends.python_source.code import Function, Parameter, Statement
from archc.backends.python_source.drop_unread import drop_unread
from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.literals import literal, prose
from archc.backends.python_source.names import Names
from archc.backends.python_source.place import Place
from archc.backends.python_source.region_items import (
    assigned,
    calls_in,
    layers_in,
    names_given,
    names_read,
)
from archc.backends.python_source.structure import Key, Structure
from archc.backends.python_source.value_writer import ValueWriter
from archc.ir.graph import Graph
from archc.ir.regions import CallItem, Region
from archc.ops.shape import Shape, render_shape
from archc.spec.check_blocks import walk_steps
from archc.spec.decode_values import expressions_in
from archc.spec.model import CallStep, LayerStep, Stage

SUPPORT_NAMES = frozenset(
    {"channel_axis", "image_axis", "image_shape", "make_divisible", "pad_channels"}
    | {"refuse_softmax", "shared_along", "sizes_of"}
)
OPTIONS = ("include_top", "input_shape", "weights", "name")
"""The parameters that every create_<name>() has besides the arguments of its spec."""
_SECTION_CALLS = 5


class ModuleBuilder:
    """The functions of a module, in the order in which they can be defined."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.functions: list[Function] = []
        self.structure = Structure(graph)
        self.bodies = BodyWriter(graph, self.structure, self.function_for)
        arguments = frozenset(graph.spec.arguments)
        self._module_names = Names(
            SUPPORT_NAMES | arguments | {*OPTIONS, f"create_{graph.spec.name}"}
        )
        calls: dict[Key, list[CallItem]] = {}
        for stage in graph.stages:
            for region in stage.regions:
                self._collect(region, calls)
        names = {key: self._module_names.claim(found[0].block.name) for key, found in calls.items()}
        self._sections = {
            found.stage: self._section_name(found.stage)
            for found in graph.stages
            if found.regions and self._is_section(found.stage)
        }
        self.taken = SUPPORT_NAMES.union(names.values(), self._sections.values())
        self._instances: dict[CallItem, tuple[FunctionBuilder, int]] = {}
        for key, found in calls.items():
            local = Names(self.taken | {"name"})
            builder = FunctionBuilder(names[key], found[0].block, local, found)
            self._instances |= {call: (builder, number) for number, call in enumerate(found)}

    def _collect(self, region: Region, calls: dict[Key, list[CallItem]]) -> None:
        for call in calls_in(region.items):
            calls.setdefault(self.structure.function_of(call), []).append(call)
            self._collect(call.region, calls)

    def _section_name(self, stage: Stage) -> str:
        return self._module_names.claim(f"{stage.name}_head" if stage.is_output else stage.name)

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
        builder.names.keep(used - set(block.inputs))
        builder.inputs = [builder.names.claim(name) for name in block.inputs or ("x",)]
        chain = builder.inputs[0]
        if block.inputs and block.inputs[0] in used:
            chain = builder.names.claim("y" if "x" in block.inputs else "x")
        builder.rows = rows = [
            Row(i, r.frame, self._values(r)) for i, r in enumerate(regions_of(builder))
        ]
        writer = ValueWriter(self.graph, builder, rows, ())
        place = Place(writer, chain, {}, "{name}_")
        for name, variable in zip(block.inputs, builder.inputs, strict=False):
            place.bind(name, variable)
        result = self.bodies.write(regions_of(builder), place, builder.inputs[0], used)
        if block.outputs:
            result = ", ".join(place.names[str(entry.value)] for entry in block.outputs)
        for param in builder.params:
            default = block.params.get(param.source) if param.origin == "block" else None
            param.default = literal(default.value) if default and not default.dynamic else ""
            if None in param.values:
                param.default = "None"
        self._finish(builder, place.statements, result, self._block_doc(builder))

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

    def section(self, stage: Stage, region: Region) -> FunctionBuilder | None:
        """A function for a stage that is not a block, if it is large enough for one."""
        if stage not in self._sections:
            return None
        names = Names(self.taken)
        used = names_read(stage.steps)
        names.keep(used)
        builder = FunctionBuilder(
            self._sections[stage], None, names, inputs=[names.claim("x")], takes_name=False
        )
        row = Row(0, region.frame, dict(region.frame.variables))
        writer = ValueWriter(self.graph, builder, [row], ())
        place = Place(writer, builder.inputs[0], {}, region.prefix)
        result = self.bodies.write([region], place, builder.inputs[0], used)
        doc = self._shapes([(region.start,)], [(region.end,)])
        self._finish(builder, place.statements, result, doc)
        return builder

    def _is_section(self, stage: Stage) -> bool:
        """Whether a stage is long enough for a function of its own, and shares no names."""
        if stage.repeat is not None or stage.name == "head":
            return False
        given, read = names_given(stage), names_read(stage.steps)
        outside = {network_input.name for network_input in self.graph.spec.inputs}
        read_outside: set[str] = set()
        for other in self.graph.spec.stages:
            if other is not stage:
                outside |= {other.name, *names_given(other)}
                read_outside |= names_read(other.steps) | {str(e.value) for e in other.site.sources}
        calls = sum(isinstance(s, LayerStep | CallStep) for s in walk_steps(stage.steps))
        return calls >= _SECTION_CALLS and not read & outside and not given & read_outside

    def helper_names(self) -> Names:
        """The names that a helper for a layer cannot have: of functions, and of anything in them."""
        taken = set(self.taken | set(self.graph.spec.arguments))
        for function in self.functions:
            taken |= {function.name, *(p.name for p in function.parameters)}
            taken |= assigned(function.body)
        return Names(frozenset(taken))

    def _finish(
        self, builder: FunctionBuilder, statements: list[Statement], result: str, doc: list[str]
    ) -> None:
        parameters = [Parameter(name) for name in builder.inputs]
        parameters += [Parameter(p.name, p.default) for p in builder.ordered_params()]
        defaults = [p for p in parameters if p.default]
        keyword_only = (Parameter("name"),) if builder.takes_name and defaults else ()
        if builder.takes_name and not defaults:
            parameters.append(Parameter("name"))
        body = tuple(drop_unread([*builder.opening(), *statements], result))
        builder.function = Function(
            builder.name, tuple(parameters), keyword_only, tuple(doc), body, result
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


def regions_of(builder: FunctionBuilder) -> list[Region]:
    """The regions that a function stands for."""
    return [call.region for call in builder.calls]
