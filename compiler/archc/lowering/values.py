"""Named values: what `as` binds and `from` reads, and what blocks take and give."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.diagnostics.suggest import suggest
from archc.lowering.graph_builder import GraphBuilder, context_labels
from archc.lowering.scope import Scope
from archc.spec.model import Block, CallStep, Entry, MergeStep, Site


class ValueNames:
    """Looks names up in a scope and binds them; mistakes go to the sink."""

    def __init__(self, builder: GraphBuilder, sink: Sink) -> None:
        self._builder = builder
        self._sink = sink
        self.stage_names: set[str] = set()
        """The names of the inputs and of the stages so far."""

    def source(self, site: Site, scope: Scope, current: int) -> int:
        """The value that a step runs on: the first that it names, else the current one."""
        return self._look_up(site.sources[0], scope, current) if site.sources else current

    def check_single(self, site: Site) -> None:
        """Reports a step that names several values and runs on one."""
        if len(site.sources) > 1:
            message = f"the step runs on one value, and {len(site.sources)} are named"
            extra = site.sources[1].span
            help_text = "merge them first: `{concat: , from: [a, b]}`"
            self._sink.add(Diagnostic(codes.WRONG_VALUE_COUNT, message, extra, help=help_text))

    def operands(self, step: MergeStep, scope: Scope, current: int) -> tuple[int, ...]:
        """The values that a merge without branches names."""
        return tuple(self._look_up(entry, scope, current) for entry in step.site.sources)

    def bind(self, site: Site, scope: Scope, results: tuple[int, ...]) -> None:
        """Gives the results of a step the names that it asks for."""
        if len(site.alias) > len(results):
            given = "one value" if len(results) == 1 else f"{len(results)} values"
            message = f"the step gives {given}, and {len(site.alias)} names are asked for"
            extra = site.alias[len(results)].span
            help_text = "remove the name, or list more `outputs` in the block"
            self._sink.add(Diagnostic(codes.WRONG_VALUE_COUNT, message, extra, help=help_text))
            missing = len(site.alias) - len(results)
            results = (*results, *self._holes(missing, results[0], scope))
        for entry, value in zip(site.alias, results, strict=False):
            scope.names[str(entry.value)] = value

    def name_stage(self, site: Site, name: str, scope: Scope, value: int) -> None:
        """Gives the value of a stage the name of the stage, which no step before may have taken."""
        # Two stages or inputs of one name were reported when the spec was decoded.
        known = {*self.stage_names, *(str(entry.value) for entry in site.alias)}
        self.stage_names.add(name)
        if name in scope.names and name not in known:
            message = f"the name `{name}` is taken: a step before this stage has it"
            help_text = "choose another name for the stage, or for that step"
            finding = Diagnostic(codes.DUPLICATE_NAME, message, site.span, help=help_text)
            self._sink.add(finding)
        scope.names[name] = value

    def arguments(
        self, step: CallStep, block: Block, scope: Scope, current: int
    ) -> tuple[int, ...]:
        """The values that a block is run on: those named by `from`, else the current one."""
        wanted = max(1, len(block.inputs))
        given = tuple(self._look_up(entry, scope, current) for entry in step.site.sources)
        given = given or (current,)
        if len(given) != wanted:
            names = ", ".join(block.inputs) or "the current one"
            values = "one value" if wanted == 1 else f"{wanted} values"
            message = f"the block `{block.name}` takes {values} ({names}), and gets {len(given)}"
            labels = (Label(block.span, "the block is here"),)
            help_text = f"name them: `from: [{', '.join(block.inputs)}]`" if wanted > 1 else ""
            self._sink.add(
                Diagnostic(
                    codes.WRONG_VALUE_COUNT, message, step.block_span, labels=labels, help=help_text
                )
            )
            given = (*given, *self._holes(wanted, current, scope))[:wanted]
        return given

    def can_repeat(self, block: Block, repeat: Entry) -> bool:
        """Whether a block gives as many values as it takes, for the next repeat; else the sink is told."""
        takes, gives = len(block.inputs), len(block.outputs) or 1
        if takes == gives:
            return True
        given = "one value" if gives == 1 else f"{gives} values"
        message = f"the block `{block.name}` takes {takes} values and gives {given}"
        message += ", so no repeat can hand on what the next one needs"
        labels = (Label(block.span, "the block is here"),)
        help_text = f"name as many `outputs` in the block: [{', '.join(block.inputs)}]"
        code = codes.WRONG_VALUE_COUNT
        self._sink.add(Diagnostic(code, message, repeat.span, labels=labels, help=help_text))
        return False

    def check_fixed(self, repeat: Entry, *, open_ended: bool) -> bool:
        """Whether the repeat of a block that takes several values is a fixed number."""
        if open_ended:
            message = "how often a block with several values repeats cannot be an argument"
            code, help_text = codes.ARGUMENT_CHANGES_STRUCTURE, "make the argument a constant"
            self._sink.add(Diagnostic(code, message, repeat.span, help=help_text))
        return not open_ended

    def results(self, block: Block, inner: Scope, end: int) -> tuple[int, ...]:
        """The values that a block gives: those it names as outputs, else its last one."""
        return tuple(self._look_up(entry, inner, end) for entry in block.outputs) or (end,)

    def _look_up(self, entry: Entry, scope: Scope, current: int) -> int:
        name = str(entry.value)
        found = scope.names.get(name)
        if found is not None:
            return found
        near = suggest(name, scope.names, entry.span, known="the names here are")
        self._sink.add(
            Diagnostic(
                codes.UNKNOWN_NAME,
                f"no value before this has the name `{name}`",
                entry.span,
                labels=context_labels(scope.context),
                help=near.help or "give an earlier step the name with `as`",
                fix=near.fix,
            )
        )
        return self._builder.add_hole(current, scope)

    def _holes(self, count: int, current: int, scope: Scope) -> list[int]:
        return [self._builder.add_hole(current, scope) for _ in range(count)]
