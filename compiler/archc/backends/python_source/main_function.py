"""Writes create_<name>(), the function that a user of the generated module calls."""

from __future__ import annotations

from archc.backends.layer_plan import needs_channels_last
from archc.backends.python_source.code import (
    CallFunction,
    Copy,
    Function,
    Given,
    If,
    Line,
    Parameter,
    Statement,
)
from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.literals import literal, prose, quote
from archc.backends.python_source.module_builder import ModuleBuilder, names_read
from archc.backends.python_source.names import Names
from archc.backends.python_source.place import Place
from archc.backends.python_source.value_writer import ValueWriter
from archc.ir.graph import Graph, StageRegion
from archc.lowering.size_limits import SizeLimits
from archc.ops.shape import Shape, render_shape

_AXES = ("height", "width", "channels")
_PARAMETERS = ("include_top", "input_shape", "weights", "name")


class MainWriter:
    """Writes the main function of a module whose blocks have been planned."""

    def __init__(self, module: ModuleBuilder, limits: SizeLimits) -> None:
        self._module = module
        self._limits = limits
        self._graph: Graph = module.graph
        spec = self._graph.spec
        taken = module.taken | {*spec.arguments, *_PARAMETERS, "inputs", "model", "outputs"}
        self._names = Names(taken)
        builder = FunctionBuilder(f"create_{spec.name}", None, self._names, is_main=True)
        frame = self._graph.stages[0].regions[0].frame if self._first_region() else None
        rows = [Row(0, frame, dict(frame.variables))] if frame is not None else []
        self._place = Place(ValueWriter(spec, builder, rows, ()), "x", {}, "")
        self._used = frozenset[str]().union(
            *(names_read(stage.steps) for stage in spec.stages),
            *({str(e.value) for e in stage.site.sources} for stage in spec.stages),
        )
        self._outputs: dict[str, str] = {}
        self._has_top = any(s.name == "head" or s.is_output for s in spec.stages)

    def _first_region(self) -> bool:
        return bool(self._graph.stages) and bool(self._graph.stages[0].regions)

    def function(self) -> Function:
        """create_<name>() with its body."""
        spec = self._graph.spec
        current = self._inputs()
        for stage in self._graph.stages:
            current = self._stage(stage, current)
        self._finish(current)
        return Function(
            f"create_{spec.name}",
            tuple(Parameter(n, literal(v)) for n, v in self._graph.arguments.items()),
            self._options(),
            tuple(self._doc()),
            tuple(self._place.statements),
            "model",
        )

    def _options(self) -> tuple[Parameter, ...]:
        top = [Parameter("include_top", "True")] if self._has_top else []
        shape = [Parameter("input_shape", "None")] if len(self._graph.inputs) == 1 else []
        name = Parameter("name", quote(self._graph.spec.name))
        return (*top, *shape, Parameter("weights", "None"), name)

    def _doc(self) -> list[str]:
        graph = self._graph
        shapes = " and ".join(
            render_shape(graph.nodes[o.node].shape) for o in graph.outputs if o.active
        )
        inputs = " and ".join(render_shape(graph.nodes[index].shape) for _, index in graph.inputs)
        lines = [f"Builds {graph.spec.name}: {inputs} -> {shapes}.", "", "Args:"]
        for name, value in graph.arguments.items():
            lines.append(f"    {name}: defaults to {literal(value)}.")
        lines += self._option_docs()
        lines += ["", "Returns:", "    A keras.Model."]
        return lines

    def _option_docs(self) -> list[str]:
        lines = []
        if self._has_top:
            lines.append("    include_top: whether to add the head and the auxiliary outputs.")
        if len(self._graph.inputs) == 1:
            lines.append("    input_shape: the shape of one input, in Keras's data format.")
        lines.append("    weights: the path of a file of weights to load, or None.")
        lines.append("    name: the name of the model.")
        return lines

    def _inputs(self) -> str:
        add = self._place.statements.append
        last = needs_channels_last(self._graph)
        if last is not None:
            add(
                If(
                    'keras.config.image_data_format() != "channels_last"',
                    (_refuse_first(last.name),),
                )
            )
        if len(self._graph.inputs) == 1:
            network_input, index = self._graph.inputs[0]
            shape = self._graph.nodes[index].shape
            add(If("input_shape is None", (Copy("input_shape", shape_text(shape)),)))
            self._place.statements += self._limits_check(network_input.name, shape)
            add(Line(f"inputs = keras.Input(shape=input_shape, name={quote(network_input.name)})"))
            self._place.names[network_input.name] = "inputs"
            return "inputs"
        return self._several_inputs()

    def _several_inputs(self) -> str:
        names = []
        for network_input, index in self._graph.inputs:
            variable = self._names.claim(network_input.name)
            shape = shape_text(self._graph.nodes[index].shape)
            name = quote(network_input.name)
            self._place.statements.append(
                Line(f"{variable} = keras.Input(shape={shape}, name={name})")
            )
            self._place.names[network_input.name] = variable
            names.append(variable)
        return names[0]

    def _limits_check(self, name: str, shape: Shape) -> list[Statement]:
        """Refuses input shapes for which the spec would mean another network."""
        network = self._graph.spec.name
        message = f"{network} takes an input_shape of {len(shape)} sizes"
        checks: list[Statement] = [_raise_if(f"len(input_shape) != {len(shape)}", message)]
        pinned = self._limits.pinned_axes(name)
        axes = _AXES if len(shape) == 3 else tuple(str(axis) for axis in range(len(shape)))
        fixed = {axis: size for axis, size in zip(axes, shape, strict=True) if axis in pinned}
        if not fixed:
            return checks
        reason = " ".join(prose(self._limits.reason, 400))
        if len(shape) != 3:
            message = f"{network} is built for an input of {render_shape(shape)} only: {reason}"
            return [*checks, _raise_if(f"tuple(input_shape) != {literal(shape)}", message)]
        wanted = ", ".join(f"{axis} {size}" for axis, size in fixed.items())
        message = f"{network} is built for {wanted} only: {reason}"
        condition = " or ".join(f"{axis} != {size}" for axis, size in fixed.items())
        return [*checks, *_unpack(frozenset(fixed)), _raise_if(condition, message)]

    def _stage(self, found: StageRegion, current: str) -> str:
        if not found.regions:
            return current
        stage = found.stage
        if stage.site.sources:
            current = self._place.names[str(stage.site.sources[0].value)]
        if stage.is_output:
            self._output(found, current)
            return current
        if stage.name == "head":
            self._outputs[""] = self._guarded(found, current, ["include_top"])
            return current
        conditions = self._conditions(found)
        if conditions:
            current = self._guarded(found, current, conditions)
        else:
            current = self._body(found, self._place, current)
        names = [stage.name, *(str(e.value) for e in stage.site.alias)]
        for name in names:
            current = self._name(name, current)
        return current

    def _name(self, name: str, current: str) -> str:
        if name in self._used and name not in self._place.names:
            variable = self._names.reuse(name)
            self._place.statements.append(Copy(variable, current))
            self._place.names[name] = variable
        return current

    def _conditions(self, found: StageRegion) -> list[str]:
        when = found.stage.site.when
        if when is None or not self._place.writer.depends(when):
            return []
        return [self._place.writer.condition(when)]

    def _output(self, found: StageRegion, current: str) -> None:
        conditions = ["include_top", *self._conditions(found)]
        variable = self._names.claim(found.stage.name)
        inner = self._place.branch(variable, self._place.prefix)
        inner.statements = []
        end = self._body(found, inner, current)
        if end != variable:
            inner.statements.append(Copy(variable, end))
        self._place.statements.append(If(" and ".join(conditions), tuple(inner.statements)))
        self._outputs[found.stage.name] = variable

    def _guarded(self, found: StageRegion, current: str, conditions: list[str]) -> str:
        if current != "x":
            self._place.statements.append(Copy("x", current))
        inner = self._place.branch("x", self._place.prefix)
        inner.statements = []
        end = self._body(found, inner, "x")
        if end != "x":
            inner.statements.append(Copy("x", end))
        if inner.statements:
            self._place.statements.append(If(" and ".join(conditions), tuple(inner.statements)))
        return "x"

    def _body(self, found: StageRegion, place: Place, current: str) -> str:
        stage, regions = found.stage, list(found.regions)
        if stage.repeat is not None:
            return self._module.bodies.loops.write(
                [regions], stage.repeat, stage.name, place, current, self._used
            )
        if self._module.is_section(stage, regions[0]):
            section = self._module.section(stage, regions[0])
            arguments = [Given("", current)]
            arguments += [Given("", param.source) for param in section.params]
            place.statements.append(CallFunction(place.chain, section.name, tuple(arguments)))
            return place.chain
        place.prefix = regions[0].prefix
        end = self._module.bodies.write(regions, place, current, self._used)
        place.prefix = ""
        return end

    def _finish(self, current: str) -> None:
        head = self._outputs.pop("", current)
        add = self._place.statements.append
        inputs = "inputs"
        if len(self._graph.inputs) > 1:
            inputs = f"[{', '.join(self._place.names[i.name] for i, _ in self._graph.inputs)}]"
        add(Line(f"model = keras.Model({inputs}, {self._result(head)}, name=name)"))
        add(If("weights is not None", (Line("model.load_weights(weights)"),)))

    def _result(self, head: str) -> str:
        """The outputs: the head first, then the others, those under a condition appended."""
        if not self._outputs:
            return head
        always, sometimes = [head], []
        for found in self._graph.stages:
            variable = self._outputs.get(found.stage.name)
            if found.stage.is_output and variable:
                conditions = self._conditions(found)
                (sometimes if conditions else always).append(variable)
                if conditions:
                    condition = " and ".join(["include_top", *conditions])
                    sometimes[-1] = f"*([{variable}] if {condition} else [])"
        if not sometimes:
            return f"[{', '.join(always)}] if include_top else {head}"
        add = self._place.statements.append
        kept = f"*([{', '.join(always[1:])}] if include_top else [])"
        items = [head, *([kept] if always[1:] else []), *sometimes]
        add(Line(f"outputs = [{', '.join(items)}]"))
        return "outputs if len(outputs) > 1 else outputs[0]"


def shape_text(shape: Shape) -> str:
    """The text for the shape of an input, in Keras's data format."""
    return f"image_shape{shape}" if len(shape) == 3 else literal(shape)


def _refuse_first(layer: str) -> Statement:
    message = quote(f"this network needs the channels last: its layer {layer} works along them")
    return CallFunction("raise", "ValueError", (Given("", message),))


def _raise_if(condition: str, message: str) -> Statement:
    return If(condition, (CallFunction("raise", "ValueError", (Given("", quote(message)),)),))


def _unpack(read: frozenset[str]) -> list[Statement]:
    """The sizes of the input by name, whatever the data format."""
    height, width, channels = (axis if axis in read else f"_{axis}" for axis in _AXES)
    first = Line(f"{channels}, {height}, {width} = input_shape")
    return [
        Line(f"{height}, {width}, {channels} = input_shape"),
        If('keras.config.image_data_format() == "channels_first"', (first,)),
    ]
