"""Runs the rules of warnings on a network that compiles: one function each, in the order of their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archc.diagnostics import codes
from archc.diagnostics.codes import Code
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import Levels
from archc.lint.cancelled_biases import cancelled_biases
from archc.lint.counts_from_sizes import counts_from_sizes
from archc.lint.dead_branches import dead_branches
from archc.lint.network import Network
from archc.lint.scaled_outputs import scaled_outputs
from archc.lint.size_dependent_merges import size_dependent_merges
from archc.lint.skipped_inputs import skipped_inputs
from archc.lint.uneven_groups import uneven_groups
from archc.lint.unread_values import unread_values
from archc.lint.unused_definitions import unused_arguments, unused_blocks, unused_constants
from archc.lint.unused_names import unused_names

_RULES: tuple[tuple[Callable[[Network], Iterator[Diagnostic]], tuple[Code, ...]], ...] = (
    (unused_blocks, (codes.UNUSED_BLOCK,)),
    (unused_arguments, (codes.UNUSED_ARGUMENT,)),
    (unused_constants, (codes.UNUSED_CONSTANT,)),
    (unused_names, (codes.UNUSED_NAME,)),
    (dead_branches, (codes.DEAD_BRANCH,)),
    (unread_values, (codes.UNREAD_VALUE,)),
    (scaled_outputs, (codes.SCALED_OUTPUT,)),
    (counts_from_sizes, (codes.COUNT_FROM_SIZE,)),
    (cancelled_biases, (codes.CANCELLED_BIAS,)),
    (skipped_inputs, (codes.SKIPPED_INPUT, codes.POINTWISE_STRIDE)),
    (uneven_groups, (codes.UNEVEN_GROUPS,)),
    (size_dependent_merges, (codes.SIZE_DEPENDENT_MERGE,)),
)


def find_warnings(network: Network, levels: Levels, sink: Sink) -> None:
    """Sends what looks like a mistake to the sink; a rule whose codes no level asks for is not run."""
    for rule, found in _RULES:
        if levels.wants(*found):
            for finding in rule(network):
                sink.add(finding)
