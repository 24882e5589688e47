"""Finds blocks, arguments and constants that nothing uses.

1. A block is used if a stage calls it, or a block that is used does.
2. A name is read if an expression reads it where no parameter hides it; `scaling`, and the `defaults` of
   layers that the spec does not have, count too.
3. What a preset of the file names is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label
from archc.lint.network import Network, Place
from archc.lint.remove_entry import remove_entry
from archc.source.source_file import Span
from archc.spec.check_blocks import entries_of, walk_steps
from archc.spec.decode_values import names_in
from archc.spec.model import Block, CallStep, Entry, Spec
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

_MAX_CALLERS = 5


def unused_blocks(network: Network) -> Iterator[Diagnostic]:
    """W0301."""
    spec = network.spec
    unused = _without(_used_blocks(spec, ()), spec, network)
    if not unused:
        return
    named = [block for block in unused if network.is_named_by_presets(block.name)]  # Rule 3.
    unused = _without(_used_blocks(spec, named), spec, network)
    callers = _callers(unused)
    for block in unused:
        spans = [caller.span for caller in callers.get(block.name, ())]
        labels = tuple(Label(span, "called here, by a block that is never used") for span in spans)
        message = f"the block `{block.name}` is never used"
        help_text = f"call it, `- {block.name}`, or remove it"
        yield Diagnostic(codes.UNUSED_BLOCK, message, block.span, labels=labels, help=help_text)


def unused_arguments(network: Network) -> Iterator[Diagnostic]:
    """W0302."""
    for name, span in _unread("arguments", network):
        message = f"nothing reads the argument `{name}`"
        help_text = f"read it, `${name}`, or remove it"
        yield Diagnostic(codes.UNUSED_ARGUMENT, message, span, help=help_text)


def unused_constants(network: Network) -> Iterator[Diagnostic]:
    """W0303."""
    for name, span in _unread("constants", network):
        message = f"nothing reads the constant `{name}`"
        help_text = f"read it, `${name}`, or remove it"
        section = network.tree.values["constants"]
        fix = remove_entry(section, name, f"remove the constant `{name}`")
        yield Diagnostic(codes.UNUSED_CONSTANT, message, span, help=help_text, fix=fix)


def _without(used: set[Place], spec: Spec, network: Network) -> list[Block]:
    """The blocks of this spec that are not among those that are used."""
    found = (block for block in spec.blocks.values() if block.span.key() not in used)
    return [block for block in found if network.is_own(block.span)]


def _used_blocks(spec: Spec, named: Iterable[Block]) -> set[Place]:
    """Rule 1, by places: scaling makes copies of blocks. Those that are named are used anyhow."""
    used = {block.name: block for block in named}
    waiting = [step for stage in spec.stages for step in stage.steps]
    waiting += [step for block in named for step in block.steps]
    while waiting:
        for step in walk_steps((waiting.pop(),)):
            name = step.block if isinstance(step, CallStep) else ""
            if name in spec.blocks and name not in used:
                used[name] = spec.blocks[name]
                waiting += used[name].steps
    return {block.span.key() for block in used.values()}


def _callers(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """The first blocks, out of these, that call each, by the names of those that are called."""
    found: dict[str, list[Block]] = {}
    for block in blocks:
        calls = (step for step in walk_steps(block.steps) if isinstance(step, CallStep))
        for name in dict.fromkeys(step.block for step in calls):
            if len(found.setdefault(name, [])) < _MAX_CALLERS:
                found[name].append(block)
    return found


def _unread(section: str, network: Network) -> Iterator[tuple[str, Span]]:
    """The names of a section that nothing reads, with their places."""
    spec = network.spec
    named = spec.arguments if section == "arguments" else spec.constants
    unread = named.keys() - _names_read(spec) if named else set()
    if not unread:
        return
    tree = network.tree.get(section)
    keys = tree.keys if isinstance(tree, Mapping) else {}
    candidates = [name for name in named if name in unread and network.is_own(keys[name])]
    if candidates:
        read = _names_in_text(network.tree)
        for name in candidates:
            if name not in read and not network.is_named_by_presets(name):  # Rule 3.
                yield name, keys[name]


@lru_cache(maxsize=1)
def _names_read(spec: Spec) -> frozenset[str]:
    """Rule 2, as far as steps, conditions, repeats and constants go."""
    found = _names(list(spec.constants.values()))
    for block in spec.blocks.values():
        entries = [entry for step in walk_steps(block.steps) for entry in entries_of(step)]
        entries += [default for default in block.params.values() if default is not None]
        found |= _names(entries) - block.params.keys()
    for stage in spec.stages:
        entries = [entry for entry in (stage.site.when, stage.repeat) if entry is not None]
        entries += [entry for step in walk_steps(stage.steps) for entry in entries_of(step)]
        found |= _names(entries)
    return found


def _names(entries: list[Entry]) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    return none.union(*(names_in(entry.value) for entry in entries if entry.dynamic))


_WORD = re.compile(r"[A-Za-z_]\w*")


def _names_in_text(tree: Mapping) -> frozenset[str]:
    """Rule 2, for what a typed spec no longer holds."""
    parts = [tree.get(key) for key in ("scaling", "defaults")]
    texts = [text for part in parts if part is not None for text in _expressions(part)]
    texts += [text for key, text in _keyed_expressions(tree, "") if key == "scaled"]
    return frozenset(word for text in texts for word in _WORD.findall(text))


def _expressions(tree: Tree) -> Iterator[str]:
    return (text for _, text in _keyed_expressions(tree, ""))


def _keyed_expressions(tree: Tree, key: str) -> Iterator[tuple[str, str]]:
    """The expressions in a tree, each with the key that it stands behind."""
    match tree:
        case Scalar(value=str(text)) if text.startswith("$"):
            yield key, text
        case Sequence():
            for item in tree.items:
                yield from _keyed_expressions(item, key)
        case Mapping():
            for name, value in tree.items():
                yield from _keyed_expressions(value, name)
