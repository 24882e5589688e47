"""Finds layers whose result nothing reads, and inputs that no layer reads.

1. A value is live if an output of the network follows from it: the head, the trunk without it, other outputs.
2. What is switched by an argument, before and after, counts as live: another value may read it.
3. A step is reported if all that it makes is dead, in every call and repeat, and nothing reads it at all.
   What leads only there goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.ir.graph import Node
from archc.lint.network import Network, Place
from archc.source.source_file import Span


def unread_values(network: Network) -> Iterator[Diagnostic]:
    """W0306."""
    live = _live(network)
    dead = [node for node in network.graph.nodes if not live[node.index]]
    if not dead:
        return
    inputs = {index: given for given, index in network.graph.inputs}
    alive_places = {_place(n) for n in network.graph.nodes if live[n.index]}
    ends: dict[Place, list[Node]] = {}
    for node in dead:
        if node.index in inputs and not network.readers[node.index]:
            yield _unread_input(inputs[node.index].name, inputs[node.index].span)
        elif node.step is not None and _place(node) not in alive_places:
            ends.setdefault(_place(node), []).append(node)
    for nodes in ends.values():
        if all(_is_last(node, network) for node in nodes):
            yield _unread_layer(nodes[-1], _led_there(nodes[-1], live, network))


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


def _led_there(node: Node, live: list[bool], network: Network) -> int:
    """How many dead layers come before a node."""
    waiting, found = [node], {node.index}
    while waiting:
        for index in waiting.pop().inputs:
            if not live[index] and index not in found:
                found.add(index)
                waiting.append(network.graph.nodes[index])
    return len(found) - 1


def _unread_layer(node: Node, before: int) -> Diagnostic:
    assert node.step is not None
    layers = "the layer" if before == 1 else f"the {before:,} layers"
    notes = (f"{layers} before it may lead only here",) if before else ()
    message = f"nothing reads the result of `{node.kind}` ({node.name})"
    help_text = "remove it, or give it a name with `as` and read it with `from`"
    span = node.step.site.span
    return Diagnostic(codes.UNREAD_VALUE, message, span, notes=notes, help=help_text)


def _unread_input(name: str, span: Span) -> Diagnostic:
    message = f"nothing reads the input `{name}`"
    help_text = f"read it with `from: {name}`, or remove it"
    return Diagnostic(codes.UNREAD_VALUE, message, span, help=help_text)
