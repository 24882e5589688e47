"""`archc plot`: draws a network as a figure, into a file.

1. -o names a file, whose end says which format, or a folder; without it, the folder is the current one.
2. A picture that is not given a name is called like the network: `vgg16.svg`.
3. A format that needs packages which are not there says how to install them, and writes nothing.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from archc.cli.exit_codes import FINDINGS, FINE, UNAVAILABLE
from archc.cli.misuse_error import MisuseError
from archc.cli.print_findings import print_findings
from archc.cli.write_drawing import write_drawing
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.levels import NO_WARNINGS
from archc.diagnostics.render_text import printable
from archc.diagnostics.suggest import did_you_mean
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.pictures.picture import (
    ALL,
    FORMATS,
    Format,
    TooManyTilesError,
    View,
    render,
    stage_names,
)

_DEPTHS = "a number from 0 to 64, or `all`"


def plot(arguments: Namespace) -> int:
    """Runs the command; 1 when the spec has errors, or the file cannot be written."""
    depth = _depth(arguments.depth)
    sink = Sink()
    trees = open_spec(arguments.spec, sink, allow_outside=arguments.allow_outside)
    variant, overrides = arguments.variant, dict(arguments.overrides)
    graph = None
    if trees is not None:
        graph = compile_variant(trees, variant, overrides, sink, NO_WARNINGS, budgets=False)
    print_findings(sink.diagnostics())
    if graph is None:
        return FINDINGS
    path, form = _target(arguments.output, graph.spec.name)
    view = View(depth, _stage(arguments.stage, graph), arguments.direction)
    try:
        content = render(graph, view, form)
    except TooManyTilesError as error:
        raise MisuseError(f"{error}: a smaller --depth, or --stage NAME, shows less") from None
    except ModuleNotFoundError as error:
        return _report_missing(error, form)
    if not write_drawing(path, arguments.output, content):
        return FINDINGS
    print(printable(f"written  {path}  {len(content) / 1000:,.0f} kB"))
    return FINE


def _depth(text: str) -> int:
    if text == "all":
        return ALL
    if not text.isdecimal() or len(text) > 2 or int(text) > 64:
        raise MisuseError(f"--depth {text}: {_DEPTHS}")
    return int(text)


def _target(output: str | None, name: str) -> tuple[Path, Format]:
    """Rules 1 and 2."""
    if output is None:
        return Path(f"{name}.svg"), "svg"
    path = Path(output)
    if not output:
        raise MisuseError("-o needs the path of a file or a folder")
    if path.is_dir() or output.endswith(os.sep):
        return path / f"{name}.svg", "svg"
    for form in FORMATS:
        if path.suffix.lower() == f".{form}":
            return path, form
    ends = ", ".join(f".{form}" for form in FORMATS)
    raise MisuseError(f"-o {output}: a picture ends in one of {ends}")


def _stage(name: str | None, graph: Graph) -> str:
    if name is None:
        return ""
    names = stage_names(graph)
    if name not in names:
        raise MisuseError(f"--stage {name}: {did_you_mean(name, names, known='the stages are')}")
    return name


def _report_missing(error: ModuleNotFoundError, form: Format) -> int:
    """Rule 3."""
    name = (error.name or "").partition(".")[0]
    print(f"archc plot needs {name} for .{form}: pip install 'archc[plot]'", file=sys.stderr)
    return UNAVAILABLE
