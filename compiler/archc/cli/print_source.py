"""`archc build SPEC -o -`: prints the Python source of one network, and nothing else."""

from __future__ import annotations

from argparse import Namespace

from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import FoundSpec
from archc.cli.misuse_error import MisuseError
from archc.cli.print_findings import print_findings
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_variant, open_spec


def print_source(arguments: Namespace, specs: list[FoundSpec], variants: list[str | None]) -> int:
    """Prints the source; 1 when the spec has errors.

    Raises:
        MisuseError: what was asked for is not one text.
    """
    if arguments.emit != "source" or arguments.check:
        raise MisuseError("-o - prints source: leave out --check and --emit")
    if len(specs) * len(variants) != 1:
        raise MisuseError(f"-o - prints one network, and there are {len(specs) * len(variants):,}")
    # Imported here: the templates take long to import, and misuse needs none.
    from archc.backends.python_source import python_source

    sink, overrides = Sink(), dict(arguments.overrides)
    trees = open_spec(specs[0].path, sink, allow_outside=arguments.allow_outside)
    graph = None
    if trees is not None:
        graph = compile_variant(trees, variants[0], overrides, sink, arguments.levels)
    print_findings(sink.diagnostics())
    if graph is None:
        return FINDINGS
    print(python_source(graph), end="")
    return FINE
