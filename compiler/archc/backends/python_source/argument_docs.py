"""Says in a few words what each argument of a spec decides, from the places that read it.

num_classes -> units of dense      scale -> whether there is scale      depth -> how often stage deep repeats
"""

from __future__ import annotations

from archc.ir.graph import Graph
from archc.lowering.argument_repeats import find_argument_repeats
from archc.lowering.argument_use import arguments_of
from archc.spec.model import LayerStep

_MOST = 3


def argument_docs(graph: Graph) -> dict[str, str]:
    """What every argument decides, by its name."""
    found: dict[str, dict[str, None]] = {name: {} for name in graph.arguments}
    for name, use in (*_values(graph), *_conditions(graph), *_repeats(graph)):
        found[name][use] = None
    return {name: _join(list(uses)) for name, uses in found.items()}


def _values(graph: Graph) -> list[tuple[str, str]]:
    """The keys of layers that arguments give: each once for every step."""
    layers: dict[tuple[str, str], dict[str, None]] = {}
    seen: set[tuple[object, object]] = set()
    for node in graph.nodes:
        step = node.step
        if not isinstance(step, LayerStep) or step.ready or (step, node.frame) in seen:
            continue
        seen.add((step, node.frame))
        for key, entry in step.entries.items():
            for name in arguments_of(entry, node.frame, graph.spec) if entry.dynamic else ():
                layers.setdefault((name, key.replace("_", " ")), {})[node.kind] = None
    return [(name, f"{key} of {_join(_quoted(kinds))}") for (name, key), kinds in layers.items()]


def _conditions(graph: Graph) -> list[tuple[str, str]]:
    """The parts that arguments switch: stages by their names, layers by their kinds."""
    stages = {found.stage.site.when: found.stage.name for found in graph.stages}
    parts: dict[str, dict[str, None]] = {}
    for condition in graph.conditions:
        nodes = graph.nodes[condition.before + 1 : condition.opened + 1]
        words = dict.fromkeys(node.kind for node in nodes if node.op is not None)
        if condition.entry in stages:
            words = {stages[condition.entry]: None}
        for name in sorted(arguments_of(condition.entry, condition.frame, graph.spec)):
            parts.setdefault(name, {}).update(words)
    found = [(name, _join(_quoted(words))) for name, words in parts.items() if words]
    return [(name, f"switches {words} on or off") for name, words in found]


def _repeats(graph: Graph) -> list[tuple[str, str]]:
    return [
        (name, "number of repeats")
        for repeat in find_argument_repeats(graph)
        for name in sorted(repeat.arguments)
    ]


def _quoted(kinds: dict[str, None]) -> list[str]:
    return [f"`{kind}`" for kind in kinds]


def _join(words: list[str]) -> str:
    """The first of some words, as a list in a sentence."""
    shown = words if len(words) <= _MOST else [*words[: _MOST - 1], "others"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
