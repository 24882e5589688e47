"""The YAML language server, given our schema, shows what a person who writes a spec should see.

It is the server of VS Code's YAML extension, and of most other editors.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.editors.language_client import LanguageClient
from tests.editors.requirements import need_yaml_server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
LINE = "# yaml-language-server: $schema=../compiler/archc/schema/spec-1.schema.json\n"
HEAD = f"{LINE}archc: 1\nname: x\ninput: {{shape: [32, 32, 3]}}\n"
SETTINGS = {
    "validate": True,
    "hover": True,
    "completion": True,
    "schemaStore": {"enable": False},
}


@pytest.fixture(scope="module")
def client() -> Iterator[LanguageClient]:
    def answer(method: str, params: Any) -> Any:
        if method != "workspace/configuration":
            return None
        return [SETTINGS if item.get("section") == "yaml" else {} for item in params["items"]]

    found = LanguageClient(need_yaml_server(), ROOT, answer)
    found.notify("workspace/didChangeConfiguration", {"settings": {"yaml": SETTINGS}})
    yield found
    found.kill()


class Typed:
    """A spec in the editor; `|` marks the cursor."""

    count = 0

    def __init__(self, client: LanguageClient, marked: str) -> None:
        Typed.count += 1
        offset = marked.index("|")
        self.client = client
        self.uri = client.open(
            ROOT / f"specs/typed_{Typed.count}.yaml", marked[:offset] + marked[offset + 1 :]
        )
        before = marked[:offset]
        self.place = before.count("\n"), len(before) - before.rfind("\n") - 1

    def hover(self) -> str:
        found = self.client.at("hover", self.uri, *self.place)
        return str(found["contents"]["value"]) if found else ""

    def completions(self) -> dict[str, str]:
        """What is inserted, by label."""
        found = self.client.at("completion", self.uri, *self.place)
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: item.get("insertText", item["label"]) for item in reversed(items)}


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_specs_are_right(client: LanguageClient, path: Path) -> None:
    assert client.diagnostics(client.open(path)) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stem: [{conv: 64, kernal: 3}]", "kernal"),
        ("stem: [{conv: 64, kernel: 3, padding: sam}]", "same, valid"),
        ("stem: [{conv: 0, kernel: 3}]", "minimum"),
        ("stem: [{conv: 8, kernel: [1, 2, 3]}]", "too many items"),
        ("stem: [{conv: 8, kernel: 3, activation: rely}]", "relu"),
        ("stages: [{name: x, blok: y}]", "blok"),
        ("stages: [{block: y}]", 'Missing property "name"'),
        ("steam: []", "steam"),
        ("merge: {on_mismatch: adjusted}", "adjust"),
        ("expect: {parametres: 4}", "parametres"),
        ("scaling: {width: wide}", "pattern"),
        ("blocks: {a: {params: {k: }, step: []}}", "step"),
        ("inputs: {A: {shape: [1]}}", "A"),
        ("variants: {small: {sets: {}}}", "sets"),
    ],
)
def test_mistakes_are_marked_where_they_are(client: LanguageClient, line: str, said: str) -> None:
    typed = Typed(client, f"{HEAD}{line}|\n")
    found = client.diagnostics(typed.uri)
    assert found
    assert {one["range"]["start"]["line"] for one in found} == {4}
    assert said.lower() in " ".join(one["message"] for one in found).lower()


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        ("st|em: [relu]", "stem", "The first steps."),
        ("stem: [re|lu]", "step", "The activation function relu."),
        ("stem: [{co|nv: 64, kernel: 3}]", "conv", "Convolution over height and width"),
        ("stem: [{conv: 64, ker|nel: 3}]", "conv", "Takes a whole number of at least 1, or ["),
        ("stem: [{conv: 64, kernel: 3, pad|ding: same}]", "conv", "`valid` when left out."),
        ("stem: [{relu: , wh|en: true}]", "relu", "only if this holds"),
        ("stages: [{name: x, rep|eat: 3}]", "stage", "How many times in a row"),
        ("blocks: {a: {par|ams: [k], steps: []}}", "block", "The parameters"),
        ("scaling: {wi|dth: 2}", "scaling", "What filters are multiplied by"),
        ("expect: {dep|th: 50}", "expect", "Convolutions and dense layers"),
        ("ext|ends: x.yaml", "extends", "a variant of"),
    ],
)
def test_hover(client: LanguageClient, text: str, title: str, said: str) -> None:
    shown = Typed(client, f"{HEAD}{text}\n").hover()
    assert shown.startswith(f"#### {title}\n")
    assert said in shown
    assert " || " not in shown


def test_layers_are_completed(client: LanguageClient) -> None:
    found = Typed(client, f"{HEAD}stem:\n  - |\n").completions()
    assert found["batch_norm"] == "batch_norm"
    assert found["relu"] == "relu"
    assert found["dense"] == "dense: ${1:1000}"
    assert found["conv ..."] == "conv: 64\n  kernel: 3"
    assert {"concat", "residual", "max_pool", "block"} <= set(found)


def test_keys_are_completed_with_examples(client: LanguageClient) -> None:
    found = Typed(client, f"{HEAD}stem:\n  - conv: 64\n    |\n").completions()
    assert found["kernel"] == "kernel: ${1:3}"
    assert found["as"] == "as: ${1:skip}"
    assert {"stride", "padding", "activation", "bias", "when", "from"} <= set(found)
    assert "units" not in found
    found = Typed(client, f"{HEAD}stages:\n  - name: a\n    |\n").completions()
    assert found["repeat"] == "repeat: ${1:10}"
    assert {"block", "steps", "output", "with", "columns", "rows"} <= set(found)
    found = Typed(client, f"{HEAD}|\n").completions()
    assert {"stem", "stages", "head", "blocks", "arguments", "defaults", "expect"} <= set(found)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("stem:\n  - conv: 64\n    padding: |", {"same", "valid"}),
        ("stem:\n  - conv: 64\n    activation: |", {"relu", "gelu", "linear"}),
        ("stem:\n  - conv: 64\n    bias: |", {"true", "false"}),
        ("merge:\n  on_mismatch: |", {"adjust", "project", "pad", "crop", "error"}),
        ("defaults:\n  conv:\n    padding: |", {"same", "valid"}),
    ],
)
def test_values_are_completed(client: LanguageClient, text: str, values: set[str]) -> None:
    assert values <= set(Typed(client, f"{HEAD}{text}\n").completions())
