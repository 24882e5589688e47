"""What is fuzzed: functions of a text, each of which asks a part of archc everything, and what must hold.

1. Nothing raises, and nothing takes more than a few seconds.
2. Every place of a finding lies in its text. Every format can be rendered: XML parses, a command of GitHub is
   one line.
3. What compiles is Python that imports keras alone and builds the direct model, a lock that reads again, and
   the same as itself for `archc diff`.

A text can hold several files: each further one begins with a line `# file: NAME`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from random import Random
from xml.etree import ElementTree

from tests.backends.agreement import Spec, assert_back_ends_agree
from tests.editor.editing import ask_everything

from archc.backends.python_source.python_source import python_source
from archc.backends.summary import summarize
from archc.compare.compare_specs import NAMED, Side, compare_specs
from archc.compare.diff_json import render_diff_json
from archc.compare.diff_markdown import render_diff_markdown
from archc.compare.diff_text import render_diff_text
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import CompileError, Diagnostic, Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_variant, expand_variant
from archc.fixes.drafts import Drafts
from archc.fixes.fix_spec import Request, find_mistakes, fix_spec
from archc.ir.graph import Graph
from archc.lint.comments import find_comments
from archc.lock.locked_network import locked_network
from archc.lock.read_lock import read_lock
from archc.lock.write_lock import write_lock
from archc.plugins.project_settings import Project, read_settings
from archc.reports.render_report import FORMATS, render_report
from archc.reports.report import Report, Verdict, make_report
from archc.schema.conforms import conforms
from archc.schema.find_errors import find_errors
from archc.schema.language import spec_schema
from archc.source.limits import MAX_NUMBER
from archc.source.source_file import SourceFile, Span
from archc.spec.expressions import ExpressionError, parse_expression
from archc.spec.spec_trees import SpecTrees
from archc.syntax.parse_yaml import parse_yaml
from archc.syntax.tree import Mapping
from archc.syntax.write_spec import write_spec

CURSOR = "\N{CARET}"
"""Where an editor's cursor is, in the texts of its target."""
_FILE = re.compile(r"^# file: ([\w./-]+)\n", re.MULTILINE)
_MAIN = "spec.yaml"


def fuzz_syntax(text: str) -> None:
    """Text to tree; its comments; and the text of the tree, which must read as the same tree."""
    sink, file = Sink(), SourceFile(_MAIN, text)
    tree = parse_yaml(file, sink)
    _check_findings(sink.diagnostics())
    if tree is None:
        return
    _check_span(tree.span)
    for comment in find_comments(file):
        _check_span(comment.span)
    if isinstance(tree, Mapping) and tree.values and not sink.failed:
        again = parse_yaml(SourceFile(_MAIN, write_spec(tree, [], "# head")), sink)
        assert again is not None
        assert again.plain() == tree.plain()


def fuzz_expressions(text: str) -> None:
    """One expression, under values of every kind."""
    span = Span(SourceFile(_MAIN, text), 0, len(text))
    try:
        expression = parse_expression(text, span)
    except ExpressionError:
        return
    for values in _VALUES:
        try:
            value = expression.evaluate(values)
        except ExpressionError:
            continue
        if isinstance(value, int | float) and not expression.is_name:
            assert abs(value) <= MAX_NUMBER


_VALUES: tuple[dict[str, object], ...] = (
    {"a": 3, "b": 0.5, "c": True, "d": "relu", "k": [1, 2, 3], "index": 1, "count": 4},
    {"a": -1, "b": 1e9, "c": False, "d": "", "k": [], "index": 0, "count": 0},
    {"a": [3, "x"], "b": None, "c": 10**9, "d": 0, "k": [[1], True], "index": 0.1, "count": -0.0},
)


def fuzz_schema(text: str) -> None:
    """The two verdicts on a tree: they are the same."""
    tree = parse_yaml(SourceFile(_MAIN, text), Sink())
    if tree is None:
        return
    schema, plain = spec_schema(), tree.plain()
    assert conforms(plain, schema, schema["definitions"]) != bool(find_errors(plain, 3))


def fuzz_compile(text: str) -> None:
    """A spec with its bases and presets, all the way."""
    read = _reader(text)
    main = read(_MAIN, Sink())
    assert main is not None
    trees = SpecTrees(main, root="/", read=read)
    verdicts = []
    for variant in (None, *trees.presets()[:4]):
        sink = Sink()
        graph = compile_variant(trees, variant, {}, sink)
        assert (graph is None) == sink.failed
        _check_findings(sink.diagnostics())
        expand_variant(trees, variant, {}, Sink())
        if graph is not None:
            _check_graph(graph, variant)
        verdicts.append(Verdict(_MAIN, variant, graph is not None, 1, 1, sink.diagnostics()))
    _check_report(make_report(verdicts, ()))


def fuzz_source(text: str) -> None:
    """A spec that compiles: both back ends build the same, under other arguments and inputs, too."""
    try:
        spec = Spec(text)
    except CompileError:
        return
    assert_back_ends_agree(spec, Random(len(text)))


def fuzz_fixes(text: str) -> None:
    """`archc check --fix`: what compiles does so afterwards; with guesses, too, there are drafts."""
    for unsafe in (False, True):
        drafts = Drafts(_reader(text))
        request = Request(_MAIN, allow_outside=True)
        was_right = not _errors(find_mistakes(request, drafts))
        fixed = fix_spec(request, drafts, unsafe=unsafe)
        for _, after in fixed.changed():
            parse_yaml(after, Sink())
        assert unsafe or not was_right or not _errors(find_mistakes(request, fixed))


def _errors(findings: list[Diagnostic]) -> list[Diagnostic]:
    return [finding for finding in findings if finding.severity == "error"]


def fuzz_diff(text: str) -> None:
    """`archc diff` of a spec and the file `old.yaml`, or itself, in every format."""
    read = _reader(text)
    old = "old.yaml" if read("old.yaml", Sink()) is not None else _MAIN
    sides = (Side(name, {NAMED: name}, read, allow_outside=True) for name in (old, _MAIN))
    compared = compare_specs(*sides, None, {})
    assert old != _MAIN or all(one.status in ("same", "broken") for one in compared)
    render_diff_json(compared)
    for page in (render_diff_text(compared), render_diff_markdown(compared)):
        assert all(line.isprintable() for line in page.split("\n"))


def fuzz_lock(text: str) -> None:
    """What is read from a lock is written and read as the same."""
    sink = Sink()
    networks = read_lock(SourceFile("spec.lock", text), sink)
    _check_findings(sink.diagnostics())
    assert (networks is None) == sink.failed
    if networks is not None:
        assert read_lock(SourceFile("spec.lock", write_lock(networks)), sink) == networks


def fuzz_settings(text: str) -> None:
    """`[tool.archc]` of a pyproject.toml."""
    sink = Sink()
    read_settings(Project(".", text.encode(errors="replace")), sink)
    _check_findings(sink.diagnostics())


def fuzz_editor(text: str) -> None:
    """All that an editor asks about the place of the cursor."""
    offset = max(0, text.find(CURSOR))
    plain = text.replace(CURSOR, "").replace("\r", "\n")
    ask_everything(plain, min(offset, len(plain)))


TARGETS: dict[str, Callable[[str], None]] = {
    "syntax": fuzz_syntax,
    "expressions": fuzz_expressions,
    "schema": fuzz_schema,
    "compile": fuzz_compile,
    "source": fuzz_source,
    "fixes": fuzz_fixes,
    "diff": fuzz_diff,
    "lock": fuzz_lock,
    "settings": fuzz_settings,
    "editor": fuzz_editor,
}


def _reader(text: str) -> Callable[[str, Sink], SourceFile | None]:
    """Reads the files in a text, and no others."""
    first, *others = _FILE.split(text)
    files = {_MAIN: first, **dict(zip(others[::2], others[1::2], strict=True))}

    def read(path: str, sink: Sink) -> SourceFile | None:
        if path not in files:
            sink.add(Diagnostic(codes.FILE_UNREADABLE, f"{path} cannot be read"))
            return None
        return SourceFile(path, files[path])

    return read


def _check_graph(graph: Graph, variant: str | None) -> None:
    """Rule 3."""
    summarize(graph).headline()
    module = ast.parse(python_source(graph))
    imported = {
        alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported == {"keras"}
    network = locked_network(graph, _MAIN, variant)
    assert read_lock(SourceFile("spec.lock", write_lock([network])), Sink()) == (network,)


def _check_findings(findings: tuple[Diagnostic, ...]) -> None:
    """Rule 2."""
    for finding in findings:
        if finding.span is not None:
            _check_span(finding.span)
        text = render_text(finding, width=60)
        assert all(line.isprintable() for line in text.split("\n")), text
        render_text(finding, colour=True)


def _check_report(report: Report) -> None:
    texts = {form: render_report(report, form) for form in FORMATS}
    ElementTree.fromstring(texts["junit"])
    lines = texts["github"].splitlines()
    assert len(lines) == len(report.findings)
    assert all(line.startswith("::") for line in lines)


def _check_span(span: Span) -> None:
    assert 0 <= span.start <= span.end <= len(span.file.text), span
