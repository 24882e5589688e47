"""Finds names that steps give to values and that nothing reads.

1. Names live in a block, or in the trunk of the network: `from`, and the `outputs` of the block, read them.
2. The values that a block takes have names too. The first is the current value, and needs no reading by name.
3. A name that a preset of the file has in its text is used: it reads the value, or edits the step.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.lint.network import Network
from archc.lint.unread_values import dead_ends
from archc.source.source_file import Span
from archc.spec.check_blocks import walk_steps
from archc.spec.model import Block, Entry, Site, Spec


def unused_names(network: Network) -> Iterator[Diagnostic]:
    """W0304."""
    for site, entry in _unread(network.spec):
        name = str(entry.value)
        known = site.span.key() in dead_ends(network)  # The whole step is reported.
        if network.is_own(entry.span) and not known and not _is_named(name, network):
            yield _finding(name, entry.span, names_layer=entry is site.alias[0])
    yield from _unread_inputs(network)


def _finding(name: str, span: Span, *, names_layer: bool) -> Diagnostic:
    message = f"nothing reads the value `{name}`"
    said = "if it is there to name a layer, say so: `# archc: allow unused-name`"
    notes = (said,) if names_layer else ()
    help_text = f"read it by `from: {name}`, or remove it"
    return Diagnostic(codes.UNUSED_NAME, message, span, notes=notes, help=help_text)


def _is_named(name: str, network: Network) -> bool:
    """Rule 3."""
    return network.is_named_by_presets(name, in_path=True)


def _unread(spec: Spec) -> list[tuple[Site, Entry]]:
    """Rule 1: the names that nothing reads, each with the step that gives it."""
    found: list[tuple[Site, Entry]] = []
    for block in spec.blocks.values():
        sites = [step.site for step in walk_steps(block.steps)]
        found += _unread_of(sites, {str(entry.value) for entry in block.outputs})
    sites = [stage.site for stage in spec.stages]
    sites += [step.site for stage in spec.stages for step in walk_steps(stage.steps)]
    return found + _unread_of(sites, set())


def _unread_of(sites: list[Site], read: set[str]) -> list[tuple[Site, Entry]]:
    given = [(site, entry) for site in sites for entry in site.alias]
    if not given:
        return []
    read |= {str(entry.value) for site in sites for entry in site.sources}
    return [(site, entry) for site, entry in given if str(entry.value) not in read]


def _unread_inputs(network: Network) -> Iterator[Diagnostic]:
    """Rule 2."""
    for block in network.spec.blocks.values():
        for name in block.inputs[1:]:
            if not _reads(block, name) and network.is_own(block.span):
                message = f"the block `{block.name}` never reads the value `{name}` that it takes"
                help_text = f"read it by `from: {name}`, or remove it from `inputs`"
                yield Diagnostic(codes.UNUSED_NAME, message, block.span, help=help_text)


def _reads(block: Block, name: str) -> bool:
    sources = [entry for step in walk_steps(block.steps) for entry in step.site.sources]
    return any(str(entry.value) == name for entry in (*sources, *block.outputs))
