"""`archc view`: writes a page on which a network, or what changed in one, can be looked through.

1. Without -o the page goes to `<name>.html` in the current folder, that of a comparison to
   `<name>_diff.html`. -o names another file, or a folder.
2. `--watch` writes nothing: it serves the page to this machine until it is interrupted, a spec with errors
   as a page of its errors, until they are mended.
"""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from archc.cli.diff_side import diff_side
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.misuse_error import MisuseError
from archc.cli.print_findings import print_findings, print_hint
from archc.cli.write_drawing import write_drawing
from archc.compare.compare_specs import NAMED
from archc.diagnostics.render_text import printable
from archc.page.build_page import Built, PageRequest, ShownSpec, build_page
from archc.page.render_page import render_page
from archc.syntax.read_source import STANDARD_INPUT

_SUFFIXES = (".html", ".htm")


def view(arguments: Namespace) -> int:
    """Runs the command; 1 when a spec has errors, or the page cannot be written."""
    _refuse_misuse(arguments)
    request = _request(arguments)
    built = build_page(request)
    print_findings(built.findings)
    if built.document is None:
        print_hint(built.findings)
    if arguments.watch:
        return _serve(request, built, arguments)
    return _write(built, arguments) if built.document is not None else FINDINGS


def _refuse_misuse(arguments: Namespace) -> None:
    if arguments.output is not None and arguments.watch:
        raise MisuseError("--watch serves the page and writes none: leave out -o")
    if arguments.watch and STANDARD_INPUT in (arguments.spec, arguments.new):
        raise MisuseError("standard input does not change: --watch needs a file")
    if arguments.new is None and (arguments.old_variant or arguments.new_variant):
        raise MisuseError("--old-variant and --new-variant are for two specs: name NEW, too")
    if arguments.output == "":
        raise MisuseError("-o needs the path of a file or a folder")


def _request(arguments: Namespace) -> PageRequest:
    both, outside = arguments.variant, arguments.allow_outside
    if arguments.new is None:
        old, spec = None, _shown(arguments.spec, both, outside)
    else:
        old = _shown(arguments.spec, arguments.old_variant or both, outside)
        spec = _shown(arguments.new, arguments.new_variant or both, outside)
    return PageRequest(spec, old, dict(arguments.overrides), outside, arguments.levels)


def _shown(given: str, variant: str | None, allow_outside: bool) -> ShownSpec:
    side = diff_side(given, allow_outside)
    if NAMED not in side.specs:
        raise MisuseError(f"{given} is a folder: a page shows one spec")
    return ShownSpec(given, side.specs[NAMED], variant, side.read)


def _write(built: Built, arguments: Namespace) -> int:
    assert built.document is not None
    path = _path(arguments, str(built.document["name"]))
    content = render_page(built.document).encode()
    if not write_drawing(path, arguments.output, content):
        return FINDINGS
    print(printable(f"written  {path}  {built.headline}"))
    if arguments.open:
        _open(path.absolute().as_uri())
    return FINE


def _path(arguments: Namespace, name: str) -> Path:
    """Rule 1."""
    file = f"{name}_diff.html" if arguments.new is not None else f"{name}.html"
    if arguments.output is None:
        return Path(file)
    path = Path(arguments.output)
    if path.is_dir() or arguments.output.endswith(os.sep):
        return path / file
    if path.suffix not in _SUFFIXES:
        raise MisuseError(f"-o {arguments.output}: a page is a file that ends in .html")
    return path


def _serve(request: PageRequest, built: Built, arguments: Namespace) -> int:
    """Rule 2."""
    # Imported here: most pages are files.
    from archc.page.live_page import LivePage

    page = LivePage(built, lambda: build_page(request))
    print(f"serving  {page.address}", flush=True)
    print("ends with Ctrl-C", flush=True)
    if arguments.open:
        _open(page.address)
    try:
        page.follow(_tell)
    except KeyboardInterrupt:
        print("ended")
    return FINE


def _tell(built: Built) -> None:
    print_findings(built.findings)
    if built.document is not None:
        print(printable(f"shown    {built.headline}"), flush=True)


def _open(address: str) -> None:
    # Imported here: it takes longer to import than to write the page.
    import webbrowser

    webbrowser.open(address)
