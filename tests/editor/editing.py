"""A spec as it is typed: `|` marks where the cursor is."""

from __future__ import annotations

from archc.editor.completions import find_completions
from archc.editor.definitions import Named, find_definition, find_references
from archc.editor.hover import find_hover, uses_of
from archc.editor.open_files import OpenFiles
from archc.editor.outline import find_symbols
from archc.editor.quick_fixes import find_quick_fixes, fix_all
from archc.editor.spec_check import SpecCheck

SPEC = """\
archc: 1
name: small
arguments: {num_classes: 10}
constants: {width_: 16}
input: {shape: [32, 32, 3]}
blocks:
  unit:
    params: {filters: , stride: 1}
    steps:
      - {conv: $filters, kernel: 3, stride: $stride, padding: same, as: early}
      - {batch_norm: , as: normal}
      - {add: , from: [early, normal]}
stem:
  - {conv: $width_, kernel: 3, padding: same}
  - relu
stages:
  - {name: a, block: unit, repeat: 3, with: {filters: "${2 * width_}"}}
  - {name: b, block: unit, with: {filters: 64, stride: 2}}
  - name: c
    columns: [name, k, repeat]
    rows: [[c1, 8, 1], [c2, 16, 2]]
    steps: [{conv: $k, kernel: 1}]
head: [{global_avg_pool: , from: c2}, {dense: $num_classes}]
variants:
  wide: {set: {constants.width_: 32, blocks.unit.early.kernel: 5}}
  wider: {extends: wide}
"""
PATH = "/nowhere/small.yaml"


class Editing:
    """A text with a cursor, and what an editor would ask about it."""

    def __init__(self, marked: str, path: str = PATH) -> None:
        self.offset = marked.index("|")
        self.text = marked[: self.offset] + marked[self.offset + 1 :]
        self.path = path
        self.files = OpenFiles()
        self.files.put(path, self.text)

    def hover(self) -> str:
        found = find_hover(
            self.path, self.offset, self.files.read, uses_of(self.path, self.files.read)
        )
        return found.text if found is not None else ""

    def definition(self) -> Named | None:
        return find_definition(self.path, self.offset, self.files.read)

    def definition_line(self) -> str:
        """The line of the definition, from its first character on."""
        named = self.definition()
        if named is None:
            return ""
        return named.place.file.text[named.place.start :].split("\n")[0]

    def references(self) -> list[int]:
        return [span.line for span in find_references(self.path, self.offset, self.files.read)]

    def completions(self) -> list[str]:
        return [found.name for found in find_completions(self.path, self.offset, self.files.read)]


def at(words: str) -> Editing:
    """The small spec, the cursor where `|` is in some words of it."""
    plain = words.replace("|", "")
    assert SPEC.count(plain) == 1, plain
    return Editing(SPEC.replace(plain, words))


def typed(old: str, new: str) -> Editing:
    """The small spec, some words of it replaced by what is being typed."""
    assert SPEC.count(old) == 1, old
    return Editing(SPEC.replace(old, new))


def ask_everything(text: str, offset: int) -> None:
    """All questions about a place of a text; all places in the answers lie in the text."""
    files, path = OpenFiles(), "specs/x.yaml"
    files.put(path, text)
    read = files.read
    findings = SpecCheck(path, read).run()
    hover = find_hover(path, offset, read, uses_of(path, read))
    named = find_definition(path, offset, read)
    spans = [hover.span] if hover is not None else []
    spans += [named.place] if named is not None else []
    spans += find_references(path, offset, read)
    spans += [found.span for found in find_completions(path, offset, read)]
    spans += [symbol.span for symbol in find_symbols(path, read)]
    spans += [e.span for q in find_quick_fixes(path, findings, findings, read) for e in q.fix.edits]
    spans += [edit.span for edit in fix_all(path, read)]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(span.file.text)
