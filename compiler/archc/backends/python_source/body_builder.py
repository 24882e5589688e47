"""Writes opened regions as statements: one piece of code for all instances and iterations alike.

The regions that are written together have the same structure; what differs in their values is left to
`ValueWriter`. Branches get variables of their own, the trunk of a function keeps one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.backends.keras_calls import KERAS_CALLS
from archc.backends.layer_plan import plan_layer, plan_value
from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    Copy,
    For,
    Given,
    If,
    Statement,
)
from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.literals import literal
from archc.backends.python_source.loop import Loop
from archc.backends.python_source.structure import Structure
from archc.backends.python_source.value_writer import ValueWriter
from archc.diagnostics.diagnostic import InternalError
from archc.ir.graph import Graph
from archc.ir.regions import (
    CallItem,
    Item,
    LayerItem,
    LoopItem,
    MergeItem,
    OptionalItem,
    PassItem,
    Region,
)
from archc.lowering.argument_use import binding
from archc.ops.kinds import COUNT
from archc.spec.decode_steps import MAIN
from archc.spec.decode_values import expressions_in
from archc.spec.model import Entry, Site

FunctionFor = Callable[[CallItem], tuple[FunctionBuilder, int]]
"""The function that stands for a call, and which of its instances the call is."""

LOOP_VARIABLES = ("i", "j", "k", "m", "n")


class Code:
    """A place in the code being written: its statements, its variables, its prefix of layer names."""

    def __init__(
        self,
        writer: ValueWriter,
        chain: str,
        names: dict[str, str],
        prefix: str,
        depth: int = 0,
        live: frozenset[str] = frozenset(),
    ) -> None:
        self.writer = writer
        self.chain = chain
        self.live = live | {chain}
        self.names = names
        self.prefix = prefix
        self.depth = depth
        self.statements: list[Statement] = []

    def branch(self, chain: str, prefix: str, live: frozenset[str] = frozenset()) -> Code:
        """The same place in another variable, with names of its own and the same statements.

        `live` are variables that the branch must leave alone, besides those of the code around it.
        """
        names = dict(self.names)
        code = Code(self.writer, chain, names, prefix, self.depth, self.live | live)
        code.statements = self.statements
        return code


class BodyBuilder:
    """Writes the bodies of functions of one module."""

    def __init__(self, graph: Graph, structure: Structure, function_for: FunctionFor) -> None:
        self._graph = graph
        self._structure = structure
        self._function_for = function_for

    def region(self, regions: list[Region], code: Code, current: str, used: frozenset[str]) -> str:
        """Writes a sequence; gives the variable that holds its result."""
        for position in range(len(regions[0].items)):
            items = [region.items[position] for region in regions]
            current = self._item(items, regions, code, current, used)
        return current

    def _item(
        self,
        items: list[Any],
        regions: list[Region],
        code: Code,
        current: str,
        used: frozenset[str],
    ) -> str:
        first: Item = items[0]
        site = _site(first)
        if site.sources and not isinstance(first, CallItem):
            current = code.names[str(site.sources[0].value)]
        target = self._target(site, code, used)
        match first:
            case LayerItem():
                current = self._layer(items, regions, code, current, target)
            case MergeItem():
                current = self._merge(items, regions, code, current, target, used)
            case CallItem():
                return self._call(items, regions, code, current, site, used)
            case LoopItem():
                current = self._loop(items, regions, code, current, used)
            case OptionalItem():
                current = self._optional(items, regions, code, current, used)
            case PassItem():
                pass
        return self._bind(site, code, current, used)

    def _target(self, site: Site, code: Code, used: frozenset[str]) -> str:
        """The variable for the result of a step: its name if something reads it, else the trunk."""
        if site.alias and str(site.alias[0].value) in used:
            return code.writer._function.names.reuse(str(site.alias[0].value))
        return code.chain

    def _bind(self, site: Site, code: Code, current: str, used: frozenset[str]) -> str:
        """Keeps a named value where no later step of the trunk overwrites it."""
        for entry in site.alias:
            name = str(entry.value)
            if name in used:
                variable = self._target(site, code, used)
                if current != variable:
                    code.statements.append(Copy(variable, current))
                code.names[name] = variable
        return current

    def _layer(
        self, items: list[LayerItem], regions: list[Region], code: Code, current: str, target: str
    ) -> str:
        if items[0].padding is not None:
            pads = [item.padding for item in items if item.padding is not None]
            current = self._layer(pads, regions, code, current, code.chain)
        site_entries = items[0].step.entries
        nodes = [item.node for item in items]
        code.statements.append(
            self._call_layer(nodes, site_entries, regions, code, target, current)
        )
        return target

    def _call_layer(
        self,
        nodes: list[int],
        entries: dict[str, Entry],
        regions: list[Region],
        code: Code,
        target: str,
        value: str,
    ) -> CallLayer | CallFunction:
        graph = self._graph
        ops = [graph.nodes[index].op for index in nodes]
        first = ops[0]
        if first is None:
            raise InternalError(f"python_source: {graph.nodes[nodes[0]].name} is no layer")
        plans = [
            plan_layer(op, graph.input_shapes(graph.nodes[index]))
            for op, index in zip(ops, nodes, strict=True)
            if op is not None
        ]
        kinds = {field.name: field.kind for field in first.fields}
        given = []
        keywords = {(a.keyword, a.field) for plan in plans for a in plan.arguments}
        for keyword, field in _in_order(type(first), keywords):
            values = [
                _argument(plan, op, keyword, field) for plan, op in zip(plans, ops, strict=True)
            ]
            kind = kinds.get(field)
            text = code.writer.text(
                values,
                entries.get(field),
                field,
                lambda raw, kind=kind: plan_value(kind.convert(raw), kind) if kind else raw,
            )
            given.append(Given(keyword, text))
        positional = KERAS_CALLS[type(first)].positional
        name = self._name([graph.nodes[index].name for index in nodes], regions, code)
        layer = plans[0].layer
        if plans[0].composite:
            return CallFunction(target, layer, (Given("", value), *given, Given("name", name)))
        return CallLayer(target, first.key, layer, positional, tuple(given), name, value)

    def _name(self, names: list[str], regions: list[Region], code: Code) -> str:
        suffixes = {name[len(region.prefix) :] for name, region in zip(names, regions, strict=True)}
        if len(suffixes) != 1:
            raise InternalError(
                f"python_source: the layers {sorted(suffixes)} differ in their names"
            )
        return name_text((code.prefix + suffixes.pop()).removesuffix("_"))

    def _merge(
        self,
        items: list[MergeItem],
        regions: list[Region],
        code: Code,
        current: str,
        target: str,
        used: frozenset[str],
    ) -> str:
        step = items[0].step
        values = [code.names[str(entry.value)] for entry in step.site.sources]
        if step.branches:
            values = []
            for position in range(len(step.branches)):
                live = frozenset(values)
                values.append(self._branch(items, position, regions, code, current, live, used))
        for position in range(len(values)):
            live = frozenset(values)
            values[position] = self._fitted(items, position, regions, code, values[position], live)
        nodes = [item.node for item in items]
        joined = f"[{', '.join(values)}]"
        code.statements.append(self._call_layer(nodes, {}, regions, code, target, joined))
        return target

    def _branch(
        self,
        items: list[MergeItem],
        position: int,
        regions: list[Region],
        code: Code,
        current: str,
        live: frozenset[str],
        used: frozenset[str],
    ) -> str:
        branches = [item.branches[position] for item in items]
        if not branches[0].items:
            return current
        added = branches[0].prefix[len(regions[0].prefix) :]
        chain = self._branch_variable(items[0], position, code, live | {current})
        inner = code.branch(chain, code.prefix + added, live | {current})
        return self.region(branches, inner, current, used)

    def _branch_variable(
        self, item: MergeItem, position: int, code: Code, live: frozenset[str]
    ) -> str:
        """A variable for a branch, by its label: not one that is still read."""
        wanted = (
            item.step.branches[position].label if item.step.branches else f"operand_{position + 1}"
        )
        wanted = wanted or "residual"
        taken = code.live | live
        if wanted in taken and code.chain.startswith("branch_") and wanted.startswith("branch_"):
            wanted = f"{code.chain}_{position + 1}"
        while wanted in taken:
            wanted = f"{code.chain}_{wanted}"
        return code.writer._function.names.reuse(wanted)

    def _fitted(
        self,
        items: list[MergeItem],
        position: int,
        regions: list[Region],
        code: Code,
        value: str,
        live: frozenset[str],
    ) -> str:
        """Writes the layers that make an operand fit; gives the variable of what they make."""
        target = ""
        for number, put in enumerate(items[0].fitted[position]):
            target = target or self._branch_variable(items[0], position, code, live)
            nodes = [item.fitted[position][number].node for item in items]
            code.statements.append(
                self._call_layer(nodes, put.step.entries, regions, code, target, value)
            )
            value = target
        return value

    def _call(
        self,
        items: list[CallItem],
        regions: list[Region],
        code: Code,
        current: str,
        site: Site,
        used: frozenset[str],
    ) -> str:
        callee, _ = self._function_for(items[0])
        instances = [self._function_for(item)[1] for item in items]
        given = [code.names[str(entry.value)] for entry in site.sources] or [current]
        arguments = [Given("", value) for value in given]
        arguments += self._arguments(callee, instances, items, code)
        if callee.takes_name:
            names = [item.region.prefix for item in items]
            arguments.append(Given("name", self._name(names, regions, code)))
        targets = self._result_variables(items[0], site, code, used)
        code.statements.append(CallFunction(", ".join(targets), callee.name, tuple(arguments)))
        return targets[0]

    def _result_variables(
        self, item: CallItem, site: Site, code: Code, used: frozenset[str]
    ) -> list[str]:
        """A variable for each value that the block gives: its name where one is asked for and read."""
        targets = [code.chain, *("_" for _ in item.outputs[1:])]
        for position, entry in enumerate(site.alias):
            name = str(entry.value)
            if name in used:
                targets[position] = code.names[name] = code.writer._function.names.reuse(name)
        return targets

    def _arguments(
        self, callee: FunctionBuilder, instances: list[int], items: list[CallItem], code: Code
    ) -> list[Given]:
        given = []
        frame = items[0].region.frame
        for param in callee.ordered_params():
            if param.origin == "argument":
                given.append(Given("", code.writer._function.argument(param.source)))
                continue
            entry = self._entry(param.source, frame) if param.origin == "block" else None
            values = [param.values[instance] if param.values else None for instance in instances]
            text = code.writer.text(values, entry, param.name, lambda raw: raw)
            if not param.default:
                given.append(Given("", text))
            elif text != param.default:
                given.append(Given(param.name, text))
        return given

    def _entry(self, name: str, frame: Any) -> Entry | None:
        """What the caller gave for a parameter, if it can be read where the caller is."""
        found = binding(name, frame)
        if found is None:
            return None
        entry, where = found
        if where is not frame:
            return entry
        everywhere = {*self._graph.spec.arguments, *self._graph.spec.constants}
        names = {n for e in expressions_in(entry.value) for n in e.names}
        return entry if names <= everywhere else None

    def _loop(
        self,
        items: list[LoopItem],
        regions: list[Region],
        code: Code,
        current: str,
        used: frozenset[str],
    ) -> str:
        iterations = [list(item.iterations) for item in items]
        step = items[0].step
        assert step.repeat is not None
        return self.loop(iterations, step.repeat, step.site.label, code, current, used)

    def loop(
        self,
        iterations: list[list[Region]],
        repeat: Entry,
        label: str,
        code: Code,
        current: str,
        used: frozenset[str],
    ) -> str:
        """Writes a repeat: a loop for each run of iterations of equal structure."""
        if not iterations[0]:
            return current
        runs = [self._structure.runs(found) for found in iterations]
        start = 1
        for position in range(len(runs[0])):
            columns = [found[position] for found in runs]
            is_last = position == len(runs[0]) - 1
            current = self._run(columns, start, is_last, repeat, label, code, current, used)
            start += len(columns[0])
        return current

    def _run(
        self,
        columns: list[list[Region]],
        start: int,
        is_last: bool,
        repeat: Entry,
        label: str,
        code: Code,
        current: str,
        used: frozenset[str],
    ) -> str:
        if max(len(column) for column in columns) == 1:
            regions = [column[0] for column in columns]
            rows = [
                _row(row, region) for row, region in zip(code.writer.rows, regions, strict=True)
            ]
            writer = ValueWriter(self._graph.spec, code.writer._function, rows, code.writer.loops)
            prefix = f"{code.prefix}{label}_{start}_"
            inner = Code(writer, code.chain, code.names, prefix, code.depth, code.live)
            inner.statements = code.statements
            return self.region(regions, inner, current, used)
        if current != code.chain:
            code.statements.append(Copy(code.chain, current))
        totals = [start - 1 + len(column) for column in columns]
        stop = self._stop(totals, is_last, repeat, code)
        variable = self._loop_variable(code)
        rows, places = [], []
        for row, column in zip(code.writer.rows, columns, strict=True):
            for place, region in enumerate(column):
                rows.append(_row(row, region))
                places.append(place)
        names = code.writer._function.names
        loop = Loop(variable, start, max(len(c) for c in columns), stop, places, names)
        writer = ValueWriter(
            self._graph.spec, code.writer._function, rows, (*code.writer.loops, loop)
        )
        prefix = f"{code.prefix}{label}_{{{variable}}}_"
        inner = Code(writer, code.chain, dict(code.names), prefix, code.depth + 1, code.live)
        flat = [region for column in columns for region in column]
        end = self.region(flat, inner, code.chain, used)
        if end != code.chain:
            inner.statements.append(Copy(code.chain, end))
        code.statements.append(For(*loop.header(), tuple(inner.statements)))
        return code.chain

    def _stop(self, totals: list[int], is_last: bool, repeat: Entry, code: Code) -> str:
        """The text for one more than the last index."""
        if all(total == totals[0] for total in totals) and not code.writer.depends(repeat):
            return str(totals[0] + 1)
        text = code.writer.text(totals, repeat, "count", COUNT.convert)
        return f"{text} + 1"

    def _loop_variable(self, code: Code) -> str:
        name = LOOP_VARIABLES[code.depth] if code.depth < len(LOOP_VARIABLES) else f"i{code.depth}"
        return code.writer._function.names.reuse(name)

    def _optional(
        self,
        items: list[OptionalItem],
        regions: list[Region],
        code: Code,
        current: str,
        used: frozenset[str],
    ) -> str:
        if current != code.chain:
            code.statements.append(Copy(code.chain, current))
        inner = code.branch(code.chain, code.prefix)
        inner.statements = []
        end = self._item([item.item for item in items], regions, inner, code.chain, used)
        if end != code.chain:
            inner.statements.append(Copy(code.chain, end))
        condition = code.writer.condition(items[0].condition)
        code.statements.append(If(condition, tuple(inner.statements)))
        return code.chain


def name_text(name: str) -> str:
    """The text for a layer name: an f-string when it holds a variable."""
    if name in ("{name}",):
        return "name"
    return f'f"{name}"' if "{" in name else literal(name)


def _site(item: Item) -> Site:
    return _site(item.item) if isinstance(item, OptionalItem) else item.step.site


def _row(row: Row, region: Region) -> Row:
    """The row of an iteration: its frame adds `$index` and `$count` to what the row knows."""
    own = {name: region.frame.variables.get(name) for name in ("index", "count")}
    return Row(row.instance, region.frame, {**region.frame.variables, **row.values, **own})


def _in_order(op: Any, keywords: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The arguments that any row gives, in the order of the table of calls."""
    call = KERAS_CALLS[op]
    listed = [("", name) for name in call.positional]
    listed += [(keyword.keyword, keyword.field) for keyword in call.keywords]
    listed.append(("axis", ""))
    return [pair for pair in listed if pair in keywords]


def _argument(plan: Any, op: Any, keyword: str, field: str) -> Any:
    """The value of an argument in one row, Keras's default where the plan leaves it out."""
    for argument in plan.arguments:
        if (argument.keyword, argument.field) == (keyword, field):
            return argument.value
    kinds = {f.name: f.kind for f in op.fields}
    return plan_value(getattr(op, field), kinds[field])
