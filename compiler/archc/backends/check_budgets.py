"""Holds a graph against the budgets of its spec, the `expect` section.

1. Budgets speak of the network that the spec describes: with the defaults of its arguments. With other
   values for them they are not checked, and a note says so.
2. A count outside of its budget is an error that says how far, and which stages have most of it.
3. A stage or an output of a name that there is not is an error, and so is one that is switched off.
"""

from __future__ import annotations

from collections.abc import Callable

from archc.backends.measure_depth import measure_depth
from archc.backends.summary import LayerCount, Summary, render_magnitude, summarize
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Sink
from archc.diagnostics.suggest import did_you_mean
from archc.ir.graph import Graph
from archc.ops.shape import Shape, render_shape
from archc.source.source_file import Span
from archc.spec.model import CountBudget, ShapeBudget

_NOUNS = {
    "parameters": "parameters",
    "trainable_parameters": "trainable parameters",
    "multiply_adds": "multiply-adds",
    "layers": "layers",
}
_SHARES: dict[str, Callable[[LayerCount], int]] = {
    "parameters": lambda layer: layer.parameters,
    "trainable_parameters": lambda layer: layer.trainable,
    "multiply_adds": lambda layer: layer.multiply_adds,
    "layers": lambda _: 1,
}
_SHOWN = 3


def check_budgets(graph: Graph, variant: str | None, sink: Sink) -> bool:
    """Whether the network of a spec, or of one of its presets, meets all budgets."""
    entries = graph.spec.arguments
    changed = [n for n, value in graph.arguments.items() if value != entries[n].value]
    if changed:
        _report_unchecked(graph, changed, sink)
        return True
    checker = _Checker(graph, variant, sink)
    for budget in graph.spec.expect:
        if isinstance(budget, CountBudget):
            checker.count(budget)
        else:
            checker.shape(budget)
    return not sink.failed


def _report_unchecked(graph: Graph, changed: list[str], sink: Sink) -> None:
    """Rule 1."""
    names = ", ".join(f"`{name}`" for name in changed)
    message = (
        f"the budgets were not checked: they are for the defaults, and {names} has another value"
    )
    if len(changed) > 1:
        message = message.replace(" has another value", " have other values")
    sink.add(Diagnostic(codes.BUDGETS_NOT_CHECKED, message, graph.spec.origin))


class _Checker:
    def __init__(self, graph: Graph, variant: str | None, sink: Sink) -> None:
        self._graph = graph
        self._variant = variant
        self._summary: Summary = summarize(graph)
        self._sink = sink

    def count(self, budget: CountBudget) -> None:
        """Rule 2."""
        count = self._counted(budget.key)
        excess = budget.limit.excess(count)
        if not excess:
            return
        name, noun = self._graph.spec.name, _NOUNS.get(budget.key)
        has = f"has {count:,} {noun}" if noun is not None else f"has a depth of {count:,}"
        bound = budget.limit.high if excess > 0 else budget.limit.low
        share = f" ({abs(excess) / bound:.1%})" if bound else ""
        self._report(
            f"{name} {has}, and the budget is {budget.limit.text}",
            budget.span,
            hint=f"{abs(excess):,} too {'many' if excess > 0 else 'few'}{share}",
            notes=self._shares(budget.key) if excess > 0 else (),
            path=budget.key,
            value=f"{count:_}",
        )

    def _counted(self, key: str) -> int:
        match key:
            case "depth":
                return measure_depth(self._graph)
            case "trainable_parameters":
                return self._summary.trainable
        return int(getattr(self._summary, key))

    def _shares(self, key: str) -> tuple[str, ...]:
        """The stages that have most of a count."""
        if key not in _SHARES:
            return ()
        found: dict[str, int] = {}
        for layer in self._summary.layer_counts:
            found[layer.stage] = found.get(layer.stage, 0) + _SHARES[key](layer)
        total = sum(found.values())
        largest = sorted(found.items(), key=lambda item: -item[1])[:_SHOWN]
        texts = [f"{name} {render_magnitude(n)} ({n / total:.0%})" for name, n in largest if n]
        return (f"most are in {', '.join(texts)}",) if len(found) > 1 else ()

    def shape(self, budget: ShapeBudget) -> None:
        """A shape that differs is an error; rule 3."""
        shapes = self._outputs() if budget.kind == "output" else self._stages()
        name = budget.name or next(iter(shapes))
        found = shapes.get(name)
        what = f"the {budget.kind} `{name}`"
        place = budget.key_span if "\n" in budget.span.text else budget.span
        path = f"{budget.kind}.{name}" if budget.name else "output"
        path = path.replace("stage.", "stages.", 1)
        if name not in shapes:
            message = f"{self._graph.spec.name} has no {budget.kind} `{name}`"
            help_text = did_you_mean(name, shapes, known=f"the {budget.kind}s are")
            finding = Diagnostic(codes.UNKNOWN_NAME, message, budget.key_span, help=help_text)
            self._sink.add(finding)
        elif found is None:
            message = f"{what} is switched off, and the budget is {render_shape(budget.shape)}"
            self._report(message, place, path=path)
        elif found != budget.shape:
            budgeted = render_shape(budget.shape)
            message = f"{what} has the shape {render_shape(found)}, and the budget is {budgeted}"
            self._report(message, place, path=path, value=str(list(found)))

    def _outputs(self) -> dict[str, Shape | None]:
        nodes = self._graph.nodes
        outputs = self._graph.outputs
        return {o.name: nodes[o.node].shape if o.active else None for o in outputs}

    def _stages(self) -> dict[str, Shape | None]:
        nodes = self._graph.nodes
        stages = self._graph.stages
        return {s.stage.name: nodes[s.end].shape if s.condition else None for s in stages}

    def _report(
        self,
        message: str,
        span: Span,
        *,
        path: str,
        value: str = "",
        hint: str = "",
        notes: tuple[str, ...] = (),
    ) -> None:
        is_own = span.file.name == self._graph.spec.file.name and self._variant is None
        key = path.rpartition(".")[2]
        right = f"if it is meant to be so, write `{key}: {value}`"
        if not is_own:
            right = f"a budget of its own: `set: {{expect.{path}: {value}}}`"
        if not value:
            right = f"take it out of `expect`: `remove: [expect.{path}]`" if not is_own else ""
        fix = Fix(f"expect {value}", (Edit(span, value),), safe=False)
        is_fixable = is_own and value and "\n" not in span.text
        self._sink.add(
            Diagnostic(
                *(codes.BUDGET_NOT_MET, message, span, hint),
                notes=notes,
                help=right,
                fix=fix if is_fixable else None,
            )
        )
