"""Describes every command with its arguments, and turns the command line into a namespace.

Only argparse is imported here: `archc --help` and the start of every command pay for this file.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from archc.version import __version__

_DESCRIPTION = (
    "Compiles YAML descriptions of convolutional networks to Keras models and Python source."
)

_EXAMPLES = """\
examples:
  archc check specs/                            is every spec right?
  archc show specs/inception_v4.yaml            shapes and counts of every stage
  archc expand specs/variant.yaml               a variant as a spec of its own
  archc new my_network                          begin a spec
  archc build specs/                            write generated/*.py
  archc build specs/ --check                    are the committed files fresh?
  archc build specs/inception_v4.yaml --emit keras --set num_classes=10

exit codes: 0 fine, 1 findings, 2 misuse
"""

_BUILD_EXAMPLES = """\
A spec goes to generated/<name>.py, <name> being the name that the spec gives its network. Folders
below specs/, or below a folder that is given, are kept: specs/originals/vgg.yaml goes to
generated/originals/vgg.py.

examples:
  archc build specs/                            write generated/*.py
  archc build specs/vgg.yaml -o models/         write models/vgg.py
  archc build specs/vgg.yaml -o network.py      write network.py
  archc build specs/vgg.yaml --emit keras       write generated/vgg.keras
  archc build specs/vgg.yaml --set num_classes=10
  archc build specs/vgg.yaml --variant small    a preset of the spec
  archc build specs/ --check                    show what is stale, write nothing
"""

_CHECK_EXAMPLES = """\
examples:
  archc check specs/                            every spec in a folder, with its presets
  archc check specs/vgg.yaml --variant small    one preset
  archc check specs/vgg.yaml --set depth=19     with another value for an argument
  cat vgg.yaml | archc check -                  standard input
  archc check specs/ --quiet                    no notes
"""

_SHOW_EXAMPLES = """\
examples:
  archc show specs/vgg.yaml                     a line for each stage
  archc show specs/vgg.yaml --full              a line for each layer
  archc show specs/vgg.yaml --json              for tools
  archc show specs/vgg.yaml --variant small     a preset
"""

_EXPAND_EXAMPLES = """\
The result is a spec that gives the same network. A comment says which file and line a line comes
from, unless that follows the origin of the line before it.

examples:
  archc expand specs/variant.yaml               what extends and edits come to
  archc expand specs/vgg.yaml --variant small -o small.yaml
"""

_NEW_EXAMPLES = """\
A spec goes to specs/<name>.yaml if there is a folder specs, else to <name>.yaml.

examples:
  archc new my_network                          a small network to begin with
  archc new wide_vgg --from specs/vgg.yaml      a variant of another spec
"""

_SCHEMA_EXAMPLES = """\
examples:
  archc schema                                  print it
  archc schema -o spec-1.schema.json            write it to a file
  archc schema --plugin my_layers               with layers of one's own
"""

_COMPLETION_EXAMPLES = """\
examples:
  archc completion bash > ~/.local/share/bash-completion/completions/archc
  archc completion zsh > ~/.zfunc/_archc        with ~/.zfunc in $fpath
  archc completion tcsh > ~/.archc.tcsh         then `source ~/.archc.tcsh`
"""


def build_parser() -> ArgumentParser:
    """The parser of the whole command line."""
    parser = ArgumentParser(
        prog="archc",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"archc {__version__}")
    # With `prog` given, argparse need not format a usage to find it, which takes 4 ms.
    commands = parser.add_subparsers(prog="archc", dest="command", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_check(commands)
    _add_show(commands)
    _add_expand(commands)
    _add_new(commands)
    _add_schema(commands)
    _add_completion(commands)
    return parser


class _HelpFormatter(RawDescriptionHelpFormatter):
    """Knows its width. argparse makes one for every argument, and would import shutil to ask."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


def _width() -> int:
    try:
        return max(40, min(100, os.get_terminal_size().columns))
    except (OSError, ValueError):
        return 100


def assignment(text: str) -> tuple[str, str]:
    """The two sides of `name=value`."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentTypeError(f"`{text}` is not of the form name=value")
    return name, value


def _add_command(commands: Any, name: str, summary: str, epilog: str) -> ArgumentParser:
    parser: ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=epilog,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    return parser


def _add_set(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        dest="overrides",
        metavar="NAME=VALUE",
        type=assignment,
        action="append",
        default=[],
        help="another value for an argument of the spec (several times if needed)",
    )


def _add_variant(parser: ArgumentParser) -> None:
    parser.add_argument("--variant", metavar="NAME", help="a preset of the spec")
    _add_permissions(parser)


def _add_variants(parser: ArgumentParser, without: str) -> None:
    parser.add_argument(
        "--variant",
        dest="variants",
        metavar="NAME",
        action="append",
        default=[],
        help=f"a preset of the spec (several times if needed; without it: {without})",
    )
    _add_permissions(parser)


def _add_permissions(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--allow-outside",
        action="store_true",
        help="let specs extend files outside of their project",
    )
    _add_plugins(parser)


def _add_plugins(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--plugin",
        dest="plugins",
        metavar="MODULE",
        action="append",
        default=[],
        help="a module with layers of one's own, which is imported (several times if needed)",
    )


def _add_build(commands: Any) -> None:
    summary = "write the Python source or the Keras model of specs"
    parser = _add_command(commands, "build", summary, _BUILD_EXAMPLES)
    parser.add_argument("specs", metavar="SPEC", nargs="+", help="a spec, or a folder of specs")
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write: a folder, or a file when there is one spec (default: generated/)",
    )
    parser.add_argument(
        "--emit",
        choices=("source", "keras"),
        default="source",
        help="Python source, or a saved Keras model (default: source)",
    )
    parser.add_argument(
        "--weights",
        metavar="FILE",
        help="with --emit keras: a file of weights for the model (default: new weights)",
    )
    _add_set(parser)
    _add_variants(parser, "the spec as it is")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; show a diff and exit with 1 when a file is stale or missing",
    )


def _add_check(commands: Any) -> None:
    summary = "validate specs and infer every shape, without a framework"
    parser = _add_command(commands, "check", summary, _CHECK_EXAMPLES)
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="a spec, a folder of specs, or `-` for stdin"
    )
    _add_set(parser)
    _add_variants(parser, "the spec as it is, and all of them")
    parser.add_argument("-q", "--quiet", action="store_true", help="leave out the notes")


def _add_show(commands: Any) -> None:
    summary = "show the layers with shapes, parameters and multiply-adds"
    parser = _add_command(commands, "show", summary, _SHOW_EXAMPLES)
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for stdin")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--full", action="store_true", help="every layer, by stage")
    form.add_argument("--json", action="store_true", help="everything, as JSON")
    _add_set(parser)
    _add_variant(parser)


def _add_expand(commands: Any) -> None:
    summary = "print a spec as it is compiled: bases, edits and presets applied"
    parser = _add_command(commands, "expand", summary, _EXPAND_EXAMPLES)
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for stdin")
    parser.add_argument("-o", "--output", metavar="FILE", help="write it to a file instead")
    _add_set(parser)
    _add_variant(parser)


def _add_new(commands: Any) -> None:
    summary = "begin a spec, or a variant of another one"
    parser = _add_command(commands, "new", summary, _NEW_EXAMPLES)
    parser.add_argument("name", metavar="NAME", help="the name of the network")
    parser.add_argument(
        "--from", dest="base", metavar="SPEC", help="the spec that the new one is a variant of"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write it")
    _add_permissions(parser)


def _add_schema(commands: Any) -> None:
    summary = "print the JSON Schema of specs, which editors complete and check by"
    parser = _add_command(commands, "schema", summary, _SCHEMA_EXAMPLES)
    parser.add_argument("-o", "--output", metavar="FILE", help="write it to a file instead")
    _add_plugins(parser)


def _add_completion(commands: Any) -> None:
    summary = "print a script that completes archc's arguments in a shell"
    parser = _add_command(commands, "completion", summary, _COMPLETION_EXAMPLES)
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))
