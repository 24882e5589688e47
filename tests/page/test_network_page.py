"""The data of a page: every layer once, in groups that a reader can open, with all that is known of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.backends.random_specs import specs
from tests.page.pages import (
    HEAD,
    ROOT,
    compiled,
    document_of,
    groups_in,
    layers_in,
    outline,
    text_of,
)

from archc.backends.summary import summarize
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.page.network_page import network_page
from archc.source.source_file import SourceFile

SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
COUNTS = ("parameters", "trainable", "multiply_adds")


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_layer_is_there_once_in_order(path: Path) -> None:
    graph, sink = compiled(path)
    document = network_page(graph, None, sink.diagnostics())
    found = list(layers_in(document["groups"]))
    assert found == list(range(len(document["layers"]["name"])))
    assert sorted(document["layers"]["name"]) == sorted(node.name for node in graph.layers())
    summary = summarize(graph)
    for count in COUNTS:
        assert sum(document["layers"][count]) == getattr(summary, count)
    ids = [group[0] for group in groups_in(document["groups"])]
    assert len(ids) == len(set(ids))
    assert max(len(group[4]) for group in groups_in(document["groups"])) <= 120
    assert len(document["edges"]) == 2 * sum(len(node.inputs) for node in graph.layers())


@settings(max_examples=30, deadline=None)
@given(specs())
def test_any_network_has_a_page(text: str) -> None:
    sink = Sink()
    graph = compile_source(SourceFile("net.yaml", text), {}, sink)
    if graph is None:
        return
    document = network_page(graph, None, sink.diagnostics())
    again = network_page(graph, None, sink.diagnostics())
    assert json.dumps(document) == json.dumps(again)
    assert list(layers_in(document["groups"])) == list(range(len(document["layers"]["name"])))


def test_a_layer_has_its_facts_and_its_place() -> None:
    document = document_of(
        HEAD + "stem:\n  - {conv: 8, kernel: 3, stride: 2, bias: false}\n  - relu\n"
    )
    layers = document["layers"]
    assert layers["name"] == ["input", "stem_conv", "stem_relu"]
    facts = {c: text_of(document, c, 1) for c in ("kind", "label", "family", "shape", "field")}
    assert facts == {
        "kind": "conv",
        "label": "3x3 conv 8 /2, V",
        "family": "conv",
        "shape": "15x15x8",
        "field": "3x3",
    }
    assert text_of(document, "values", 1) == "filters: 8\nkernel: 3\nstride: 2\nbias: false"
    assert document["places"][layers["place"][1]] == (0, 5, 5)
    assert document["files"] == [
        {
            "name": "net.yaml",
            "text": HEAD + "stem:\n  - {conv: 8, kernel: 3, stride: 2, bias: false}\n  - relu\n",
        }
    ]
    assert (layers["parameters"][1], layers["multiply_adds"][1]) == (216, 15 * 15 * 216)
    assert document["edges"] == [0, 1, 1, 2]


def test_merges_are_drawn_in_their_block_and_repeats_fold() -> None:
    text = (
        HEAD
        + """\
blocks:
  conv_bn: {params: [filters], steps: [{conv: $filters, kernel: 1}, batch_norm, relu]}
  unit:
    - residual:
        - concat: [[{conv_bn: 2}], [{conv_bn: 1}]]
    - relu
stages:
  - {name: a, block: unit, repeat: 4}
  - {name: b, steps: [{max_pool: 2}, {repeat: 3, steps: [relu]}]}
"""
    )
    document = document_of(text)
    assert outline(document["groups"], document) == [
        "network net",
        "  input",
        "  stage a [4 x unit]",
        "    turn 1",
        "      block 1x1 conv 2 [conv_bn]",
        "        1x1 conv 2",
        "        batch norm",
        "        relu",
        "      block 1x1 conv 1 [conv_bn]",
        "        1x1 conv 1",
        "        batch norm",
        "        relu",
        "      concat",
        "      add",
        "      relu",
        "  stage b",
        "    2x2 max pool /2, V",
        "    repeat [3 x relu]",
        "      relu",
        "      relu",
        "      relu",
    ]


def test_large_sequences_are_cut_and_their_merges_closed() -> None:
    steps = "  - residual: [relu]\n" * 400
    document = document_of(f"{HEAD}stem:\n{steps}")
    stem = document["groups"][4][1]
    assert [one[1:3] for one in stem[4][:2]] == [["part", "1 to 50"], ["part", "51 to 100"]]
    assert len(stem[4]) == 8
    assert stem[4][0][4][0][1:3] == ["merge", "add"]


def test_findings_name_their_layers() -> None:
    text = (
        HEAD
        + """\
stages:
  - {name: a, block: unit, repeat: 3}
blocks:
  unit: [{residual: [{conv: 4, kernel: 1}]}, {dropout: 0}]
"""
    )
    document = document_of(text)
    (resolved, *others) = document["findings"]
    assert resolved["message"] == "`conv` has 3 filters, not 4 (adjust)"
    assert [text_of(document, "kind", one) for one in resolved["layers"]] == ["add"] * 3
    assert text_of(document, "resolved", resolved["layers"][0]) == "`conv` has 3 filters, not 4"
    assert others == []


def test_a_warning_names_its_layers() -> None:
    text = HEAD + "stem: [relu, {conv: 4, kernel: 3}, batch_norm]\n"
    (warning,) = document_of(text)["findings"]
    assert (warning["severity"], warning["code"]) == ("warning", "W0401")
    assert [document_of(text)["layers"]["name"][one] for one in warning["layers"]] == ["stem_conv"]


def test_the_texts_of_bases_are_there(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(HEAD + "stem: [relu]\n")
    (tmp_path / "own.yaml").write_text("archc: 1\nname: own\nextends: base.yaml\n")
    graph, sink = compiled(tmp_path / "own.yaml")
    document = network_page(graph, None, sink.diagnostics())
    assert [Path(file["name"]).name for file in document["files"]] == ["own.yaml", "base.yaml"]
    relu = document["layers"]["name"].index("stem_relu")
    assert document["places"][document["layers"]["place"][relu]] == (1, 4, 4)
