"""The page of a comparison: the new network, with what is gone where it was, and what changed."""

from __future__ import annotations

from hypothesis import given, settings
from tests.backends.random_specs import specs
from tests.page.pages import HEAD, ROOT, diff_of, groups_in, layers_in, outline, text_of

from archc.compare.compare import compare
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.page.diff_page import diff_page
from archc.source.source_file import SourceFile

OLD = (
    HEAD
    + """\
blocks:
  unit:
    - residual: [{conv: 3, kernel: 3, padding: same}, {dropout: 0.1}]
    - relu
stem: [{conv: 3, kernel: 1}]
stages:
  - {name: a, block: unit, repeat: 3}
  - {name: b, steps: [{max_pool: 2}]}
"""
)


def marks(old: str, new: str) -> dict[str, str]:
    """The marks of the layers that have one."""
    document = diff_of(old, new)
    found = {
        name: text_of(document, "mark", i) for i, name in enumerate(document["layers"]["name"])
    }
    return {name: mark for name, mark in found.items() if mark}


def test_the_same_network_has_no_marks() -> None:
    document = diff_of(OLD, OLD)
    assert marks(OLD, OLD) == {}
    assert document["changes"] == []
    assert document["comparison"]["verdict"] == "same graph"


def test_what_is_gone_stands_where_it_was() -> None:
    new = OLD.replace(", {dropout: 0.1}", "").replace("{max_pool: 2}", "{max_pool: 3}, relu")
    document = diff_of(OLD, new)
    assert outline(document["groups"], document) == [
        "network net",
        "  input",
        "  stage stem",
        "    1x1 conv 3",
        "  stage a [3 x unit]",
        "    turn 1",
        "      3x3 conv 3",
        "      dropout 0.1 (removed)",
        "      add",
        "      relu",
        "  stage b",
        "    3x3 max pool /3, V (changed)",
        "    relu (added)",
    ]
    pool = document["layers"]["name"].index("b_max_pool")
    assert "size: 2 \N{RIGHTWARDS ARROW} 3" in text_of(document, "was", pool).split("\n")
    dropout = document["layers"]["name"].index("a_1_dropout")
    edges = list(zip(document["edges"][::2], document["edges"][1::2], strict=True))
    conv, add = (document["layers"]["name"].index(f"a_1_{kind}") for kind in ("conv", "add"))
    assert (conv, dropout) in edges
    assert (dropout, add) in edges
    assert (conv, add) in edges


def test_what_an_argument_switches_off_is_gone() -> None:
    head = HEAD + "arguments: {extra: false}\n"
    always = head + "stem: [gelu, relu, {gelu: , when: $extra}]\n"
    never = head + "stem: [gelu, {relu: , when: $extra}, {gelu: , when: $extra}]\n"
    assert marks(always, never) == {"stem_relu": "removed"}
    assert marks(never, always) == {"stem_relu": "added"}


def test_a_shape_that_only_follows_is_no_change() -> None:
    new = OLD.replace("{conv: 3, kernel: 1}", "{conv: 3, kernel: 1, stride: 2}")
    assert marks(OLD, new) == {"stem_conv": "changed"}
    document = diff_of(OLD, new)
    relu = document["layers"]["name"].index("a_1_relu")
    assert text_of(document, "was", relu) == "shape: 32x32x3 \N{RIGHTWARDS ARROW} 16x16x3"


def test_repeats_that_are_gone() -> None:
    found = marks(OLD, OLD.replace("repeat: 3", "repeat: 2"))
    assert set(found.values()) == {"removed"}
    assert {name.rpartition("_")[0] for name in found} == {"a_3"}
    document = diff_of(OLD, OLD.replace("repeat: 3", "repeat: 2"))
    assert "  stage a [2 x unit]" in outline(document["groups"], document)


def test_changes_lead_to_layers_and_lines() -> None:
    new = OLD.replace(", {dropout: 0.1}", "").replace("repeat: 3", "repeat: 4")
    document = diff_of(OLD, new)
    texts = {change["text"]: change for change in document["changes"]}
    gone = texts["dropout: dropout rate 0.1 (used 3 times)"]
    assert gone["kind"] == "removed"
    assert {text_of(document, "mark", layer) for layer in gone["layers"]} == {"removed"}
    file, line, _ = document["places"][gone["place"]]
    assert (document["files"][file]["side"], line) == ("old", 6)
    assert [count[0] for count in document["comparison"]["counts"]][:2] == ["layers", "parameters"]


@settings(max_examples=40, deadline=None)
@given(specs(), specs())
def test_any_two_networks_have_a_page(one: str, other: str) -> None:
    graphs = [
        compile_source(SourceFile(f"{i}.yaml", t), {}, Sink()) for i, t in enumerate((one, other))
    ]
    old, new = graphs
    if old is None or new is None:
        return
    document = diff_page(compare(old, new), ("old", "new"), None)
    count = len(document["layers"]["name"])
    assert list(layers_in(document["groups"])) == list(range(count))
    marked = [text_of(document, "mark", i) for i in range(count)]
    assert sum(mark != "removed" for mark in marked) == sum(1 for _ in new.layers())
    assert max(document["edges"], default=0) < count
    ids = [group[0] for group in groups_in(document["groups"])]
    assert len(ids) == len(set(ids))


def test_networks_of_one_family() -> None:
    texts = [
        (ROOT / "specs" / f"inception_resnet_{v}.yaml").read_text("utf-8") for v in ("v1", "v2")
    ]
    document = diff_of(*texts)
    found = [text_of(document, "mark", i) for i in range(len(document["layers"]["name"]))]
    assert {"added", "removed", "changed"} <= set(found)
