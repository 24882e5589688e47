"""Specs that try to take all time or memory, made by a few lines of Python because they are large.

Run as a script, it compiles each in a process of its own and prints what it took, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

HEAD = "archc: 1\nname: runaway\ninput: {shape: [32, 32, 3]}\n"
CONV = "{conv: 8, kernel: 3, padding: same}"


def _residuals(depth: int) -> str:
    """Sums in sums, each of which must be made to fit."""
    inner = f"{_residuals(depth - 1)}, " if depth else ""
    return f"{{residual: [{inner}{{conv: {depth + 5}, kernel: 1}}]}}"


def _sums(depth: int) -> str:
    """A tree of sums; the one operand that cannot change stands around all of it."""
    inner = _sums(depth - 1) if depth else "{conv: 7, kernel: 1}"
    return f"{{add: [[{inner}], [{inner}]]}}" if depth else inner


def _lines(count: int, line: str) -> str:
    return "".join(line.format(i=i, j=i + 1, a=i - 1, b=i - 2) for i in range(2, count))


def runaway_specs() -> dict[str, tuple[str, str]]:
    """For each: the code of the error that must stop it, and the text."""
    return {
        "a billion layers by repeats": (
            "E0601",
            HEAD + "stem: [" + "{repeat: 1000, steps: [" * 3 + CONV + "]}" * 3 + "]\n",
        ),
        "a billion layers by blocks": (
            "E0601",
            HEAD
            + "blocks:\n"
            + _lines(60, "  b{i}: [b{j}, b{j}]\n")
            + "  b60: [relu]\nstem: [b2]\n",
        ),
        "a chain of blocks that are not scaled": (
            "E0602",
            HEAD
            + "scaling: {width: 0.5}\nblocks:\n"
            + _lines(2000, "  b{i}: [b{j}]\n")
            + "  b2000: [relu]\nstem: [{b2: , scaled: false}]\n",
        ),
        "a billion repeats of nothing": (
            "E0601",
            HEAD + "stem: [" + "{repeat: 1000, steps: [" * 3 + "]}" * 3 + "]\n",
        ),
        "a billion conditions that do not hold": (
            "E0601",
            HEAD
            + "blocks: {b: [{relu: , when: '${channels > 5}'}]}\n"
            + "stem: [{repeat: 20000, steps: [{repeat: 20000, block: b}]}]\n",
        ),
        "a line that is no YAML, full of colons": (
            "E0101",
            HEAD + "a: " * 160 + " " * 500 + "[\n",
        ),
        "a power of powers": ("E0305", HEAD + 'stem: [{conv: "${9**9**9}", kernel: 1}]\n'),
        "digits by the billion": (
            "E0305",
            HEAD + 'stem: [{conv: "${round(5, -10**9)}", kernel: 1}]\n',
        ),
        "a text by the billion": (
            "E0305",
            HEAD + "stem: [{conv: \"${'a' * 10**9}\", kernel: 1}]\n",
        ),
        "an expression of a megabyte": (
            "E0304",
            HEAD + 'stem: [{conv: "${' + "1+" * 450_000 + '1}", kernel: 1}]\n',
        ),
        "constants that read each other": (
            "E0314",
            HEAD
            + "arguments: {a: 1}\nconstants:\n  c0: $a\n  c1: $a\n"
            + _lines(250, '  c{i}: "${{(c{a} + c{b}) % 7}}"\n')
            + "stem: [{relu: , when: '${c249 > 9}'}]\n",
        ),
        "filters": ("E0204", HEAD + "stem: [{conv: 99999999999999999999, kernel: 1}]\n"),
        "sizes": ("E0603", HEAD + "stem: [" + "{upsample: 1000}," * 10 + "]\n"),
        "an alias bomb": (
            "E0105",
            "a1: &a1 [relu]\n" + _lines(40, "a{i}: &a{i} [*a{a}, *a{a}, *a{a}]\n"),
        ),
        "aliases in depth": ("E0105", "a1: &a1 [relu]\n" + _lines(20_000, "a{i}: &a{i} [*a{a}]\n")),
        "brackets in depth": ("E0105", HEAD + "stem: " + "[" * 100_000 + "]" * 100_000 + "\n"),
        "braces in depth": ("E0105", HEAD + "stem: " + "{a: " * 100_000 + "}" * 100_000 + "\n"),
        "a huge file": ("E0003", HEAD + "# " + "x" * 20_000_000),
        "a huge line": ("E0204", HEAD + 'description: "' + "x" * 900_000 + '"\nstem: [relu]\n'),
        "values by the million": ("E0105", HEAD + "stem: [" + "a," * 450_000 + "]\n"),
        "branches by the million": (
            "E0105",
            HEAD + "stem: [{concat: [" + "[]," * 320_000 + "]}]\n",
        ),
        "branches under the limit of values": (
            "E0204",
            HEAD + "stem: [{concat: [" + "[]," * 90_000 + "]}]\n",
        ),
        "mistakes by the thousand": (
            "E0201",
            HEAD + "stem: [" + "{conv: 8, kernle: 3}," * 18_000 + "]\n",
        ),
        "words by the thousand": ("E0205", HEAD + "stem: [" + "abcdefgh," * 90_000 + "]\n"),
        "a word of a megabyte": ("E0205", HEAD + "stem: [" + "r" * 990_000 + "]\n"),
        "tags that are declared": ("E0103", _lines(60_000, "%TAG !a{i}! x\n") + "--- a\n"),
        "names by the thousand": (
            "E0204",
            HEAD + "constants: {" + _lines(40_000, "a{i}: 1,") + "}\nstem: [relu]\n",
        ),
        "the same key by the thousand": ("E0102", "a: {" + "a: 1,\n" * 45_000 + "}\n"),
        "a circle of blocks": (
            "E0309",
            HEAD + "blocks: {" + _lines(25_000, "b{i}: [b{j}],\n") + "b25000: [b2]}\nstem: [b2]\n",
        ),
        "a sum of sums that cannot fit": (
            "E0401",
            HEAD + f"stem: [{{conv: 5, kernel: 1}}, {{residual: [{_sums(11)}, flatten]}}]\n",
        ),
        "blocks in depth": (
            "E0602",
            HEAD + "blocks:\n" + _lines(900, "  b{i}: [b{j}]\n") + "  b900: [relu]\nstem: [b2]\n",
        ),
    }


def large_specs() -> dict[str, str]:
    """Large specs that must compile."""
    return {
        "200 repeats of a block": HEAD
        + "blocks: {b: [{residual: [{conv: 3, kernel: 1}, batch_norm, relu]}]}\n"
        + "stages: [{name: s, block: b, repeat: 200}]\n",
        "comments by the thousand": HEAD + "stem: [relu]\n" + "# archc: allow W0401\n" * 47_000,
        "a comment of a megabyte": HEAD + "stem: [relu] # archc: allow" + " W0401" * 160_000,
        "blocks that nothing uses": HEAD
        + "blocks:\n"
        + _lines(30_000, "  b{i}: [relu]\n")
        + "stem: [relu]\n",
        "5,000 layers": HEAD + "stem:\n" + f"  - {CONV}\n" * 5000,
        "5,000 layers by repeats": HEAD
        + f"stages: [{{name: s, repeat: 1250, steps: [{{residual: [{CONV}, relu]}}, relu]}}]\n",
        "blocks five deep": HEAD
        + "blocks: {a: [b, b], b: [c, c], c: [d, d], d: [e, e], e: [{conv: 3, kernel: 1}, relu]}\n"
        + "stem: [{repeat: 10, block: a}]\n",
        "sums thirty deep": HEAD + f"stem: [{_residuals(29)}]\n",
    }


def measure(text: str, path: Path) -> dict[str, object]:
    """What compiling a spec in a process of its own gives and takes."""
    path.write_text(text, encoding="utf-8")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # A child never returns into the code of its parent, not even with an exception.
        try:
            os.write(writer, _compile(path).encode())
        except BaseException as error:
            os.write(writer, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        found = pipe.read()
    _, _, usage = os.wait4(child, 0)
    return {
        "found": found,
        "seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }


def _compile(path: Path) -> str:
    # Imported in the child, so that its memory and time count.
    from archc.diagnostics.diagnostic import Sink
    from archc.diagnostics.render_text import render_text
    from archc.driver import compile_path

    sink = Sink()
    graph = compile_path(str(path), {}, sink)
    texts = [render_text(finding) for finding in sink.diagnostics()[:50]]
    codes = {finding.code.id for finding in sink.diagnostics()}
    assert all(texts)
    return " ".join(sorted(codes)) if graph is None else f"{len(graph.nodes)} layers"


def main() -> None:
    specs = {name: text for name, (_, text) in runaway_specs().items()} | large_specs()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spec.yaml"
        json.dump({name: measure(text, path) for name, text in specs.items()}, sys.stdout)


if __name__ == "__main__":
    main()
