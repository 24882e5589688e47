"""Writes create_<name>(), the function that a user of the generated module calls."""

from __future__ import annotations

import ast

from archc.backends.layer_plan import activation_arguments, needs_channels_last
from archc.backends.python_source.code import (
    CallFunction,
    Copy,
    Function,
    Given,
    If,
    Line,
    Parameter,
)
from archc.backends.python_source.drop_unread import drop_unread
from archc.backends.python_source.expression_text import expression_text
from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.input_checks import input_checks, refuse, shape_text
from archc.backends.python_source.literals import literal, quote
from archc.backends.python_source.loop_body import SequenceBody
from archc.backends.python_source.main_doc import main_doc
from archc.backends.python_source.module_builder import OPTIONS, ModuleBuilder
from archc.backends.python_source.names import Names
from archc.backends.python_source.place import Place
from archc.backends.python_source.region_items import names_read
from archc.backends.python_source.value_writer import ValueWriter
from archc.ir.graph import Graph, StageRegion
from archc.lowering.size_limits import SizeLimits
from archc.spec.model import Entry
from archc.spec.top import INCLUDE_TOP, is_top


class MainWriter:
    """Writes the main function of a module whose blocks have been planned."""

    def __init__(self, module: ModuleBuilder, limits: SizeLimits) -> None:
        self._module = module
        self._limits = limits
        self._graph: Graph = module.graph
        spec = self._graph.spec
        self._used = frozenset[str]().union(
            *(names_read(stage.steps) for stage in spec.stages),
            *({str(e.value) for e in stage.site.sources} for stage in spec.stages),
        )
        self._names = Names(module.taken | {*spec.arguments, *OPTIONS})
        self._names.keep(self._used - {i.name for i in spec.inputs})
        self._single = "inputs" if len(spec.inputs) == 1 else ""
        self._inputs = [self._names.claim(self._single or i.name) for i in spec.inputs]
        self._chain = self._names.claim("x")
        builder = FunctionBuilder(
            f"create_{spec.name}", None, self._names, inputs=self._inputs, is_main=True
        )
        self._builder = builder
        self._place = Place(
            ValueWriter(self._graph, builder, self._rows(), ()), self._chain, {}, ""
        )
        self._extras: list[tuple[str, list[ast.expr]]] = []
        # A spec that declares include_top has conditions that read it.
        self._has_top = INCLUDE_TOP not in spec.arguments and any(map(is_top, spec.stages))

    def _rows(self) -> list[Row]:
        regions = [region for stage in self._graph.stages for region in stage.regions]
        return [Row(0, region.frame, dict(region.frame.variables)) for region in regions[:1]]

    def function(self) -> Function:
        """create_<name>() with its body."""
        spec = self._graph.spec
        self._add_inputs()
        current = trunk = self._inputs[0]
        for stage in self._graph.stages:
            current = self._stage(stage, current)
        model = self._names.claim("model")
        self._finish(current, model)
        found = self._place.statements
        found[self._opened : self._opened] = self._builder.opening()
        body = drop_unread(found, f"{model} {trunk}")
        return Function(
            f"create_{spec.name}",
            tuple(Parameter(n, literal(v)) for n, v in self._graph.arguments.items()),
            self._options(),
            tuple(main_doc(self._graph, has_top=self._has_top)),
            tuple(body),
            model,
        )

    def _options(self) -> tuple[Parameter, ...]:
        top = [Parameter(INCLUDE_TOP, "True")] if self._has_top else []
        shape = [Parameter("input_shape", "None")] if self._single else []
        name = Parameter("name", quote(self._graph.spec.name))
        return (*top, *shape, Parameter("weights", "None"), name)

    def _add_inputs(self) -> None:
        add = self._place.statements.append
        last = needs_channels_last(self._graph)
        if last is not None:
            message = (
                f"this network needs the channels last: its layer {last.name} works along them"
            )
            add(refuse('keras.config.image_data_format() != "channels_last"', message))
        for name in activation_arguments(self._graph) if last is None else ():
            add(Line(f"refuse_softmax({name})"))
        for (network_input, index), variable in zip(self._graph.inputs, self._inputs, strict=True):
            shape, name = self._graph.nodes[index].shape, quote(network_input.name)
            text = "input_shape" if self._single else shape_text(shape)
            line = Line(f"{variable} = keras.Input(shape={text}, name={name})")
            self._place.names[network_input.name] = variable
            if not self._single:
                add(line)
                continue
            self._place.statements += input_checks(
                self._graph, line, variable, self._limits, self._names
            )
        self._opened = len(self._place.statements)

    def _stage(self, found: StageRegion, current: str) -> str:
        stage = found.stage
        before = current
        if stage.site.sources:
            current = self._place.names[str(stage.site.sources[0].value)]
        if not found.regions:
            return before if stage.is_output else self._name(stage.name, current)
        conditions = self._conditions(found)
        if stage.is_output:
            self._add_output(found, current, conditions)
            return before
        if conditions:
            current = self._guarded(found, current, conditions)
        else:
            current = self._body(found, self._place, current, self._variable(found))
        current = self._name(stage.name, current)
        for entry in stage.site.alias:
            current = self._name(str(entry.value), current, again=True)
        return current

    def _variable(self, found: StageRegion) -> str:
        """A variable for the value of a stage, if a later one reads it."""
        names = [found.stage.name, *(str(e.value) for e in found.stage.site.alias)]
        fresh = [n for n in names if n in self._used and n not in self._place.names]
        return self._place.value_variable(fresh[0]) if fresh else ""

    def _conditions(self, found: StageRegion) -> list[ast.expr]:
        """The conditions under which a stage is built, as expressions."""
        stage = found.stage
        conditions: list[ast.expr] = []
        if self._has_top and is_top(stage):
            conditions.append(ast.Name(INCLUDE_TOP, ast.Load()))
        when: Entry | None = stage.site.when
        if when is not None and self._place.writer.depends(when):
            conditions.append(self._place.writer.expression(when))
        return conditions

    def _name(self, name: str, current: str, *, again: bool = False) -> str:
        """Keeps the value of a stage that a later one reads; a name that was given stays, unless `again`."""
        if name not in self._used or (name in self._place.names and not again):
            return current
        variable = self._place.value_variable(name)
        if current != variable:
            self._place.statements.append(Copy(variable, current))
        self._place.bind(name, variable)
        return current

    def _add_output(self, found: StageRegion, current: str, conditions: list[ast.expr]) -> None:
        variable = self._names.claim(found.stage.name)
        inner = self._place.branch(variable, self._place.prefix, frozenset({current}))
        inner.statements = []
        end = self._body(found, inner, current)
        if end != variable:
            inner.statements.append(Copy(variable, end))
        self._place.statements.append(If(_all(conditions), tuple(inner.statements)))
        self._extras.append((variable, conditions))

    def _guarded(self, found: StageRegion, current: str, conditions: list[ast.expr]) -> str:
        inner = self._place.nested()
        end = self._body(found, inner, self._chain)
        if end != self._chain:
            inner.statements.append(Copy(self._chain, end))
        if not inner.statements:
            return current
        if current != self._chain:
            self._place.statements.append(Copy(self._chain, current))
        self._place.statements.append(If(_all(conditions), tuple(inner.statements)))
        return self._chain

    def _body(self, found: StageRegion, place: Place, current: str, last: str = "") -> str:
        stage, regions = found.stage, list(found.regions)
        if stage.repeat is not None:
            body = SequenceBody(self._module.bodies)
            return self._module.bodies.loops.write(
                [regions], stage.repeat, stage.name, place, current, self._used, body
            )
        section = self._module.section(stage, regions[0])
        if section is not None:
            arguments = [Given("", current)]
            arguments += [Given("", param.source) for param in section.params]
            target = last or place.chain
            place.statements.append(CallFunction(target, section.name, tuple(arguments)))
            return target
        place.prefix = regions[0].prefix
        end = self._module.bodies.write(regions, place, current, self._used, last)
        place.prefix = ""
        return end

    def _finish(self, head: str, model: str) -> None:
        add = self._place.statements.append
        inputs = self._inputs[0] if self._single else f"[{', '.join(self._inputs)}]"
        add(Line(f"{model} = keras.Model({inputs}, {self._result(head)}, name=name)"))
        add(If("weights is not None", (Line(f"{model}.load_weights(weights)"),)))

    def _result(self, head: str) -> str:
        """The outputs: the head first, then those others that are built."""
        if not self._extras:
            return head
        conditions = [_all(found) for _, found in self._extras]
        if all(condition == conditions[0] for condition in conditions):
            names = ", ".join([head, *(variable for variable, _ in self._extras)])
            return f"[{names}] if {conditions[0]} else {head}"
        outputs = self._names.claim("outputs")
        self._place.statements.append(Copy(outputs, f"[{head}]"))
        for (variable, _), condition in zip(self._extras, conditions, strict=True):
            append = Line(f"{outputs}.append({variable})")
            self._place.statements.append(If(condition, (append,)))
        return f"{outputs} if len({outputs}) > 1 else {head}"


def _all(conditions: list[ast.expr]) -> str:
    """The text for all conditions together."""
    parts: list[ast.expr] = []
    for condition in conditions:
        match condition:
            case ast.BoolOp(op=ast.And(), values=values):
                parts += values
            case _:
                parts.append(condition)
    return expression_text(ast.BoolOp(ast.And(), parts) if len(parts) > 1 else parts[0])
