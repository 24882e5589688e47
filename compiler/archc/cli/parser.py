"""Describes every command with its arguments, and turns the command line into a namespace.

Only argparse is imported here: `archc --help` and the start of every command pay for this file.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from archc.cli import examples
from archc.cli.command_parser import CommandParser
from archc.version import __version__

_DESCRIPTION = (
    "Compiles YAML descriptions of convolutional networks to Keras models and Python source."
)


def build_parser() -> ArgumentParser:
    """The parser of the whole command line."""
    parser = CommandParser(prog="archc", description=_DESCRIPTION, epilog=examples.EXAMPLES)
    parser.add_argument("--version", action="version", version=f"archc {__version__}")
    # With `prog` given, argparse need not format a usage to find it, which takes 4 ms.
    commands = parser.add_subparsers(prog="archc", dest="command", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_check(commands)
    _add_diff(commands)
    _add_lock(commands)
    _add_show(commands)
    _add_plot(commands)
    _add_view(commands)
    _add_expand(commands)
    _add_new(commands)
    _add_explain(commands)
    _add_schema(commands)
    _add_lsp(commands)
    _add_completion(commands)
    return parser


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


def _add_variant_of_each(parser: ArgumentParser) -> None:
    _add_variant(parser)
    for which in ("old", "new"):
        preset = f"a preset of {which.upper()} alone (without it: as --variant says)"
        parser.add_argument(f"--{which}-variant", metavar="NAME", help=preset)


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
    parser.add_argument(
        "--no-project-plugins",
        action="store_true",
        help="import no plugins that pyproject.toml names: they are code of whoever wrote it",
    )


def _add_levels(parser: ArgumentParser) -> None:
    """Options that are kept in their order: a later one counts."""
    for level, meaning in _LEVELS:
        parser.add_argument(
            f"--{level}",
            dest="level_options",
            metavar="CODE",
            type=_codes_at(level),
            action="append",
            default=[],
            help=f"{meaning} (several with commas)",
        )


_LEVELS = (
    ("deny", "make a warning or note an error: its number or name, `warnings`, or `all`"),
    ("warn", "make it a warning"),
    ("allow", "do not report it"),
)


def _codes_at(level: str) -> Callable[[str], tuple[str, list[str]]]:
    """What reads the codes behind an option."""
    return lambda text: (level, [word.strip() for word in text.split(",") if word.strip()])


def _add_build(commands: Any) -> None:
    summary = "write the Python source or the Keras model of specs"
    parser = _add_command(commands, "build", summary, examples.BUILD_EXAMPLES)
    parser.add_argument("specs", metavar="SPEC", nargs="+", help="a spec, or a folder of specs")
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write: a folder; a file, or `-` to print, if there is one spec (default: generated/)",
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
    _add_levels(parser)
    _add_quiet(parser, "a line for each file in place of the report, and no notes")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; show a diff and exit with 1 when a file is stale or missing",
    )


def _add_check(commands: Any) -> None:
    summary = "validate specs and infer every shape, without a framework"
    parser = _add_command(commands, "check", summary, examples.CHECK_EXAMPLES)
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="a spec, a folder of specs, or `-` for stdin"
    )
    _add_set(parser)
    _add_variants(parser, "the spec as it is, and all of them")
    _add_fixes(parser)
    _add_levels(parser)
    _add_format(parser, ("text", "json", "jsonl", "sarif", "github", "junit"))
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=_named_file,
        help="write the format to a file, and text to the terminal",
    )
    _add_quiet(parser, "leave out the notes")
    parser.add_argument(
        "--locked",
        action="store_true",
        help="compare with the locks beside the specs; what differs is an error",
    )
    parser.add_argument(
        "--lock", metavar="FILE", help="compare with one lock, which `archc lock -o FILE` wrote"
    )


def _add_diff(commands: Any) -> None:
    summary = "say what changed between two architectures, and which weights carry over"
    parser = _add_command(commands, "diff", summary, examples.DIFF_EXAMPLES)
    side = "a spec, a folder of specs, or either in a revision of git: REV:PATH"
    parser.add_argument("old", metavar="OLD", help=side)
    parser.add_argument("new", metavar="NEW", help="the same, to compare with")
    _add_format(parser, ("text", "json", "markdown"))
    _add_output(parser)
    _add_set(parser)
    _add_variant_of_each(parser)


def _add_lock(commands: Any) -> None:
    summary = "write what specs compile to into text files, for review and `check --locked`"
    parser = _add_command(commands, "lock", summary, examples.LOCK_EXAMPLES)
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a spec, or a folder of specs")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="one lock for all specs (default: one beside each, vgg.lock for vgg.yaml)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; show a diff and exit with 1 when a lock is stale or missing",
    )
    _add_permissions(parser)


def _add_format(parser: ArgumentParser, formats: tuple[str, ...]) -> None:
    parser.add_argument(
        "--format", choices=formats, default="text", help="what to print (default: text)"
    )


def _add_output(parser: ArgumentParser) -> None:
    help_text = "write it to a file instead"
    parser.add_argument("-o", "--output", metavar="FILE", type=_named_file, help=help_text)


def _named_file(text: str) -> str | None:
    """The file that `-o` names; none for `-`, standard output, where texts go that are not sent elsewhere."""
    return None if text == "-" else text


def _add_quiet(parser: ArgumentParser, meaning: str) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help=meaning)


def _add_fixes(parser: ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--fix", action="store_true", help="rewrite specs where what was meant is beyond doubt"
    )
    form.add_argument("--diff", action="store_true", help="show what --fix would rewrite")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: fixes that are a guess, too",
    )


def _add_show(commands: Any) -> None:
    summary = "show the layers with shapes, parameters and multiply-adds"
    parser = _add_command(commands, "show", summary, examples.SHOW_EXAMPLES)
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for stdin")
    parser.add_argument("--full", action="store_true", help="every layer, by stage")
    _add_format(parser, ("text", "json"))
    parser.add_argument(
        "--json",
        dest="format",
        action="store_const",
        const="json",
        help="the same as --format json: everything",
    )
    parser.add_argument(
        "--input-sizes", action="store_true", help="the sizes of images for which the spec compiles"
    )
    _add_set(parser)
    _add_variant(parser)


def _add_plot(commands: Any) -> None:
    summary = "draw a network as a figure for papers and pull requests"
    parser = _add_command(commands, "plot", summary, examples.PLOT_EXAMPLES)
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for stdin")
    ends = "a file that ends in .svg, .png, .pdf, .mmd or .dot, or a folder (default: <name>.svg)"
    parser.add_argument("-o", "--output", metavar="PATH", help=ends)
    depth = "how deep blocks are opened: 0 the stages, 1 each block once, ... or `all` (default: 1)"
    parser.add_argument("--depth", metavar="N", default="1", help=depth)
    parser.add_argument("--stage", metavar="NAME", help="this stage alone")
    ways = "from top to bottom, or from left to right (default: tb)"
    parser.add_argument("--direction", choices=("tb", "lr"), default="tb", help=ways)
    _add_set(parser)
    _add_variant(parser)


def _add_view(commands: Any) -> None:
    summary = "write a page to look through a network, or through what changed in one"
    parser = _add_command(commands, "view", summary, examples.VIEW_EXAMPLES)
    parser.add_argument("spec", metavar="SPEC", help="a spec, `-` for stdin, or REV:PATH")
    parser.add_argument(
        "new", metavar="NEW", nargs="?", help="another one: the page shows what changed"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write: a file or a folder (default: <name>.html)",
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument(
        "--watch", action="store_true", help="serve the page, and refresh it when a spec is saved"
    )
    _add_set(parser)
    _add_variant_of_each(parser)
    _add_levels(parser)


def _add_expand(commands: Any) -> None:
    summary = "print a spec as it is compiled: bases, edits and presets applied"
    parser = _add_command(commands, "expand", summary, examples.EXPAND_EXAMPLES)
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for stdin")
    _add_output(parser)
    _add_set(parser)
    _add_variant(parser)


def _add_new(commands: Any) -> None:
    summary = "begin a spec, or a variant of another one"
    parser = _add_command(commands, "new", summary, examples.NEW_EXAMPLES)
    parser.add_argument("name", metavar="NAME", help="the name of the network")
    parser.add_argument(
        "--from", dest="base", metavar="SPEC", help="the spec that the new one is a variant of"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write it")
    _add_permissions(parser)


def _add_explain(commands: Any) -> None:
    summary = "say at length what a message means, with a wrong and a right example"
    parser = _add_command(commands, "explain", summary, examples.EXPLAIN_EXAMPLES)
    parser.add_argument(
        "codes", metavar="CODE", nargs="*", help="its number or its name (default: list them all)"
    )


def _add_schema(commands: Any) -> None:
    summary = "print the JSON Schema of specs, which editors complete and check by"
    parser = _add_command(commands, "schema", summary, examples.SCHEMA_EXAMPLES)
    _add_output(parser)
    parser.add_argument(
        "--diagnostics", action="store_true", help="that of `archc check --format json`"
    )
    _add_plugins(parser)


def _add_lsp(commands: Any) -> None:
    summary = "answer an editor: the language server, over standard input and output"
    parser = _add_command(commands, "lsp", summary, examples.LSP_EXAMPLES)
    parser.add_argument(
        "--plugin",
        dest="server_plugins",
        metavar="MODULE",
        action="append",
        default=[],
        help="an installed module with layers of one's own (several times if needed)",
    )
    parser.add_argument(
        "--project-plugins",
        action="store_true",
        help="import the plugins that pyproject.toml names: for folders whose code you trust",
    )
    parser.add_argument("--stdio", action="store_true", help="what editors add; it changes nothing")


def _add_completion(commands: Any) -> None:
    summary = "print a script that completes archc's arguments in a shell"
    parser = _add_command(commands, "completion", summary, examples.COMPLETION_EXAMPLES)
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))
