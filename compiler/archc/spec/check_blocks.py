"""Checks what a spec says of its blocks, without opening them: recursion and parameters."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Fix, Label, Sink
from archc.diagnostics.edit_keys import remove_key
from archc.diagnostics.suggest import closest, suggest
from archc.source.source_file import Span
from archc.spec.decode_steps import MAIN
from archc.spec.decode_values import holds_failure, names_in
from archc.spec.expressions import LOOP_NAMES, SHAPE_NAMES
from archc.spec.find_recursion import find_recursion
from archc.spec.model import (
    Block,
    CallStep,
    Entry,
    HoleStep,
    LayerStep,
    MergeStep,
    PassStep,
    RepeatStep,
    Spec,
    Step,
)


def check_blocks(spec: Spec, sink: Sink) -> Spec:
    """Reports calls that lead back to themselves, and parameters that are unknown, missing or unused.

    The result is the spec without the blocks that cannot be opened.
    """
    calls = {name: list(_calls(block.steps)) for name, block in spec.blocks.items()}
    recursive = find_recursion(calls, sink)
    known = {*spec.arguments, *spec.constants, *SHAPE_NAMES, *LOOP_NAMES}
    unused = {name: _check_unused(block, known, sink) for name, block in spec.blocks.items()}
    every_call = [call for found in calls.values() for call in found]
    every_call += [call for stage in spec.stages for call in _calls(stage.steps)]
    for call in every_call:
        if call.block in spec.blocks:
            _check_call(call, spec.blocks[call.block], unused[call.block], sink)
    sound = {name: block for name, block in spec.blocks.items() if name not in recursive}
    return Spec(**{**vars(spec), "blocks": sound})


def walk_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step of a sequence and of the sequences inside it, blocks not opened."""
    for step in steps:
        yield step
        match step:
            case MergeStep():
                for branch in step.branches:
                    yield from walk_steps(branch.steps)
            case RepeatStep():
                yield from walk_steps(step.steps)


def _calls(steps: tuple[Step, ...]) -> Iterator[CallStep]:
    return (step for step in walk_steps(steps) if isinstance(step, CallStep))


def _check_unused(block: Block, known: set[str], sink: Sink) -> list[str]:
    """Reports the parameters that a block does not read, not even by a misspelt name, and gives them."""
    if _has_holes(block):
        return []
    read = set(_names_read(block))
    params = list(block.param_spans)
    unknown = read - known - set(params)
    read |= {name for word in unknown if (name := closest(word, params)) is not None}
    unused = [name for name in params if name not in read]
    for name in unused:
        message = f"the block `{block.name}` never reads its parameter `{name}`"
        help_text = f"remove it, or use `${name}`"
        span, default = block.param_spans[name], block.params.get(name)
        value = default.span if default is not None else Span(span.file, span.end, span.end)
        fix = Fix(f"remove `{name}`", (remove_key(span, value),), safe=False)
        found = Diagnostic(codes.UNUSED_PARAMETER, message, span, help=help_text)
        sink.add(found._replace(proposals=(fix,)))
    return unused


def _has_holes(block: Block) -> bool:
    """Whether a finding has taken something from the block, which may have read any parameter."""
    steps = list(walk_steps(block.steps))
    entries = [entry for step in steps for entry in entries_of(step)]
    failed = any(holds_failure(entry.value) for entry in entries)
    return failed or any(isinstance(step, HoleStep) for step in steps)


def _names_read(block: Block) -> Iterator[str]:
    entries = [entry for step in walk_steps(block.steps) for entry in entries_of(step)]
    entries += [default for default in block.params.values() if default is not None]
    for entry in entries:
        yield from names_in(entry.value)


def entries_of(step: Step) -> list[Entry]:
    """All values that a step itself gives."""
    own: list[Entry | None] = [step.site.when]
    match step:
        case LayerStep():
            own += step.entries.values()
        case CallStep():
            own += [*step.entries.values(), step.repeat]
        case RepeatStep():
            own.append(step.repeat)
        case MergeStep() | PassStep() | HoleStep():
            pass
    return [entry for entry in own if entry is not None]


def _check_call(call: CallStep, block: Block, unused: list[str], sink: Sink) -> None:
    params = list(block.params)
    given = set(call.entries)
    if MAIN in given:
        _check_main(call, block, sink)
        given = (given - {MAIN}) | set(params[:1])
    for name in sorted(given - set(params)):
        place = call.keys[name]
        near_word = suggest(name, params, place, known="the parameters are")
        message = f"the block `{block.name}` has no parameter `{name}`"
        sink.add(
            Diagnostic(
                codes.UNKNOWN_PARAMETER,
                message,
                place,
                labels=(Label(block.span, "the block is here"),),
                help=near_word.help,
                fix=near_word.fix if closest(name, params) not in given else None,
            )
        )
        given |= {near} if (near := closest(name, params)) is not None else set()
    for name in params:
        if name not in given and block.params[name] is None and name not in unused:
            _missing(call.block_span, block, name, sink)


def _check_main(call: CallStep, block: Block, sink: Sink) -> None:
    first = next(iter(block.params), None)
    if first is None or first in call.entries:
        reason = f"`{first}` is given twice" if first else "it has no parameters"
        message = f"the block `{block.name}` cannot take a value here: {reason}"
        labels = (Label(block.span, "the block is here"),)
        place = call.entries[MAIN].span
        help_text = "remove one of the two" if first else f"write `{block.name}` alone"
        sink.add(Diagnostic(codes.UNKNOWN_PARAMETER, message, place, labels=labels, help=help_text))


def _missing(span: Span, block: Block, name: str, sink: Sink) -> None:
    sink.add(
        Diagnostic(
            codes.MISSING_PARAMETER,
            f"the block `{block.name}` needs its parameter `{name}`",
            span,
            labels=(Label(block.param_spans[name], "it has no default"),),
            help=f"give it, or write a default in the block: `params: {{{name}: 64}}`",
        )
    )
