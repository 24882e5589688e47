"""The corpus: networks with one mistake each, as people make them, and what is measured on them.

A file says in its first lines what the mistake is, and marks the place where its finding must be, down to the
text that is underlined:

    # Mistake: a letter is missing in `padding`.
    # Meant: specs/inception_v4.yaml
      - {conv: 32, kernel: 3, paddng: valid} # error: E0201 at paddng

1. It is *located* when archc finds what is marked, where it is marked, and nothing else.
2. It is *mended* when it passes the check after `archc check --fix --unsafe-fixes`.
3. Its network is *given back* when what is mended has the layers of the network that was meant.

`# No fix:` says why no one could know what was meant, `# Not mended:` why archc does not although one could.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.cases.case_files import MARK

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.driver import compile_variant
from archc.fixes.drafts import Drafts
from archc.fixes.fix_spec import Request, find_mistakes, fix_spec
from archc.ir.graph import Graph
from archc.lock.canonical_graph import layer_lines
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RIGHT = sorted((HERE / "right").glob("*.yaml"))
_HEADER = re.compile(r"# (Mistake|Meant|No fix|Not mended): (.+)")
_COMMENT = re.compile(r"\s*# error: .*")

Place = tuple[str, int, str, str]
"""The file, the line and the code of a finding, and what it underlines."""


class Mistake(NamedTuple):
    """A file of the corpus, and what its first lines say."""

    path: Path
    text: str
    meant: Path | None
    unfixable: str
    not_mended: str

    @property
    def kind(self) -> str:
        """The folder that the file stands in."""
        return self.path.parent.name

    @property
    def name(self) -> str:
        """How a test calls it."""
        return f"{self.kind}/{self.path.stem}"


class Measured(NamedTuple):
    """What archc makes of a mistake; `given_back` is None where what was meant is not recorded."""

    findings: tuple[Diagnostic, ...]
    located: bool
    mended: bool
    given_back: bool | None
    fixed: str


def read_corpus() -> list[Mistake]:
    """All files of the corpus."""
    kinds = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name not in _NO_KINDS)
    return [_read(path) for kind in kinds for path in sorted(kind.glob("*.yaml"))]


_NO_KINDS = ("right", "bases", "__pycache__")


def _read(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    meant = ROOT / header["Meant"] if "Meant" in header else None
    return Mistake(path, text, meant, header.get("No fix", ""), header.get("Not mended", ""))


def marked(mistake: Mistake) -> list[Place]:
    """The findings that a file announces, in their order."""
    found = []
    for number, line in enumerate(mistake.text.split("\n"), 1):
        match = MARK.search(line)
        codes, text = (match.group(1).split(), match.group(2)) if match else ((), "")
        found += [(mistake.path.name, number, code, text or "") for code in codes]
    return found


def found_places(findings: tuple[Diagnostic, ...]) -> list[Place]:
    """Where the errors are."""
    return [
        (Path(span.file.name).name, span.line, finding.code.id, span.text.split("\n")[0])
        for finding in findings
        if finding.severity == "error" and (span := finding.span) is not None
    ]


def locate(mistake: Mistake) -> tuple[Diagnostic, ...]:
    """What archc finds in a file, its presets included."""
    return tuple(find_mistakes(Request(str(mistake.path)), Drafts()))


def measure(mistake: Mistake) -> Measured:
    """Looks for the mistake, mends it, and compares what comes of it with what was meant."""
    request, found = Request(str(mistake.path)), locate(mistake)
    fixed = fix_spec(request, Drafts(), unsafe=True)
    left = find_mistakes(request, fixed)
    mended = all(finding.severity != "error" for finding in left)
    file = fixed.read(str(mistake.path), Sink())
    assert file is not None
    given_back = None
    if mistake.meant is not None:
        given_back = mended and _layers(file) == _layers_of(mistake.meant)
    located = found_places(found) == marked(mistake)
    return Measured(found, located, mended, given_back, file.text)


@cache
def _layers_of(path: Path) -> tuple[str, ...]:
    return _layers(SourceFile(str(path), path.read_text(encoding="utf-8")))


def _layers(file: SourceFile) -> tuple[str, ...]:
    """The layers of a network and of its presets, a line each."""
    trees, found = SpecTrees(file), []
    for variant in (None, *trees.presets()):
        graph: Graph | None = compile_variant(trees, variant, {}, Sink())
        found += list(layer_lines(graph, graph.nodes)) if graph is not None else [f"no {variant}"]
    return tuple(found)
