"""Finds layers whose result nothing reads, and inputs that no layer reads.

1. A value is live if an output of the network follows from it: the head, the trunk without it, other outputs.
2. What is switched by an argument, before and after, counts as live: another value may read it.
3. A step is reported if all that it makes is dead, in every call and repeat, and nothing reads it at all.
   What leads only there goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.ir.graph import Node
from archc.lint.network import Network, Place
from archc.source.source_file import Span


def unread_values(network: Network) -> Iterator[Diagnostic]:
    """W0306."""
    for given, index in network.graph.inputs:
        if not network.readers[index] and not _live(network)[index]:
            yield _unread_input(given.name, given.span)
    for node in dead_ends(network).values():
        yield _unread_layer(node, _led_there(node, network))


@lru_cache(maxsize=1)
def dead_ends(network: Network) -> dict[Place, Node]:
    """Rule 3: the places of the steps that are reported, each with a layer that it makes."""
    live = _live(network)
    found: dict[Place, list[Node]] = {}
    for node in network.graph.nodes:
        if not live[node.index] and node.step is not None:
            found.setdefault(_place(node), []).append(node)
    if not found:
        return {}
    alive = {_place(node) for node in network.graph.nodes if live[node.index]}
    return {
        place: next(node for node in nodes if not network.readers[node.index])
        for place, nodes in found.items()
        if place not in alive and all(_is_last(node, network) for node in nodes)
    }


@lru_cache(maxsize=1)
def _live(network: Network) -> list[bool]:
    """Rules 1 and 2, by the indices of the nodes: a node stands behind those that it reads."""
    graph = network.graph
    live = [not node.active for node in graph.nodes]
    for index in (graph.trunk_end, *(o.node for o in graph.outputs), *network.optional_ends):
        live[index] = True
    for node in reversed(graph.nodes):
        if live[node.index]:
            for index in node.inputs:
                live[index] = True
    return live


def _place(node: Node) -> Place:
    span = node.step.site.span if node.step is not None else node.context.span
    return span.key()


def _is_last(node: Node, network: Network) -> bool:
    """Whether nothing reads a node but its own step, as with margins of a convolution."""
    return all(_place(reader) == _place(node) for reader in network.readers[node.index])


def _led_there(end: Node, network: Network) -> int:
    """How many dead layers come before a node."""
    live, waiting, found = _live(network), [end], {end.index}
    while waiting:
        for index in waiting.pop().inputs:
            if not live[index] and index not in found:
                found.add(index)
                waiting.append(network.graph.nodes[index])
    return sum(_place(network.graph.nodes[index]) != _place(end) for index in found)


def _unread_layer(node: Node, before: int) -> Diagnostic:
    assert node.step is not None
    layers = "the layer before it leads" if before == 1 else f"{before:,} layers before it lead"
    notes = (f"{layers} to no output either",) if before else ()
    message = f"nothing reads the result of `{node.word}` ({node.name})"
    help_text = "remove it, or give it a name with `as` and read it with `from`"
    site = node.step.site
    if site.alias:
        help_text = f"remove it, or read it with `from: {site.alias[0].value}`"
    return Diagnostic(codes.UNREAD_VALUE, message, site.span, notes=notes, help=help_text)


def _unread_input(name: str, span: Span) -> Diagnostic:
    message = f"nothing reads the input `{name}`"
    help_text = f"read it with `from: {name}`, or remove it"
    return Diagnostic(codes.UNREAD_VALUE, message, span, help=help_text)
