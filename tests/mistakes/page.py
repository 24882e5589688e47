"""Writes docs/mistakes.md: how many mistakes of the corpus archc locates, and how many it mends.

    python -m tests.mistakes.page

Run from the root of the project, with `compiler` on the PYTHONPATH. It takes a minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.mistakes.corpus import ROOT, Measured, Mistake, measure, read_corpus

PAGE = ROOT / "docs" / "mistakes.md"
_BEGIN, _END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
Results = dict[str, tuple[Mistake, Measured]]


def measure_all() -> Results:
    """The whole corpus, by name."""
    return {mistake.name: (mistake, measure(mistake)) for mistake in read_corpus()}


def measured_part(results: Results) -> str:
    """The part of the page that is measured."""
    pairs = list(results.values())
    kinds = list(dict.fromkeys(mistake.kind for mistake, _ in pairs))
    rows = [_row(kind, [pair for pair in pairs if pair[0].kind == kind]) for kind in kinds]
    lines = [
        "| kind | mistakes | located | mended | a fix is possible | given back |",
        "|---|---|---|---|---|---|",
        *rows,
        _row("**all**", pairs),
    ]
    return "\n".join([*lines, "", *_shares(pairs), "", *_left(pairs), ""])


def _row(title: str, pairs: list[tuple[Mistake, Measured]]) -> str:
    located = sum(found.located for _, found in pairs)
    mended = sum(found.mended for _, found in pairs)
    possible = sum(not mistake.unfixable for mistake, _ in pairs)
    known = [found.given_back for _, found in pairs if found.given_back is not None]
    return f"| {title} | {len(pairs)} | {located} | {mended} | {possible} | {sum(known)} of {len(known)} |"


def _shares(pairs: list[tuple[Mistake, Measured]]) -> list[str]:
    located = sum(found.located for _, found in pairs)
    mended = sum(found.mended for _, found in pairs)
    possible = sum(not mistake.unfixable for mistake, _ in pairs)
    known = [found.given_back for _, found in pairs if found.given_back is not None]
    return [
        f"- Located exactly: {_share(located, len(pairs))}.",
        f"- Mended by a fix: {_share(mended, len(pairs))} of all,",
        f"  {_share(mended, possible)} of those for which a fix is possible at all.",
        f"- Given back exactly the network that was meant: {_share(sum(known), len(known))} of those",
        "  for which that is recorded. What else is mended is another network that holds together.",
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)"


def _left(pairs: Iterable[tuple[Mistake, Measured]]) -> list[str]:
    left = [(m, m.not_mended) for m, found in pairs if not found.mended and not m.unfixable]
    return ["Not mended, though a person could:", "", *(f"- `{m.name}`: {why}" for m, why in left)]


def page(text: str, results: Results) -> str:
    """The text of the page with what was measured."""
    begin, end = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    return f"{text[:begin]}\n{measured_part(results)}\n{text[end:]}"


def write_page(path: Path = PAGE) -> None:
    """Measures, and writes the page."""
    text = page(path.read_text(encoding="utf-8"), measure_all())
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_page()
    print(PAGE.read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0])
