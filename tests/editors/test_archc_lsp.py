"""`archc lsp` as an editor meets it: a process that speaks the protocol."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.editor.editing import SPEC
from tests.editors.language_client import LanguageClient
from tests.editors.requirements import need_pygls

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
BROKEN = SPEC.replace("kernel: 3, padding: same}", "kernal: 3, padding: same}")
PLUGIN = """
from pathlib import Path
Path(__file__).with_name("was_run").touch()
LAYERS = ()
"""


def start(folder: Path, *options: str) -> LanguageClient:
    need_pygls()
    command = [sys.executable, "-m", "archc", "lsp", *options]
    return LanguageClient(command, folder, environment={"PYTHONPATH": str(ROOT / "compiler")})


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LanguageClient]:
    (tmp_path / "pyproject.toml").write_text("")
    found = start(tmp_path)
    yield found
    found.kill()


def place(text: str, words: str) -> tuple[int, int]:
    """The line and character of some words."""
    offset = text.index(words)
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text of one-unit characters with edits made, which are in order."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for edit in reversed(edits):
        start, end = (
            starts[edit["range"][side]["line"]] + edit["range"][side]["character"]
            for side in ("start", "end")
        )
        text = text[:start] + edit["newText"] + text[end:]
    return text


def actions(client: LanguageClient, uri: str, line: int, character: int, *only: str) -> list[Any]:
    position = {"line": line, "character": character}
    context = {"diagnostics": [], **({"only": list(only)} if only else {})}
    span = {"start": position, "end": position}
    params = {"textDocument": {"uri": uri}, "range": span, "context": context}
    found: list[Any] = client.request("textDocument/codeAction", params)
    return found


def test_from_the_first_message_to_the_last(client: LanguageClient, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "small.yaml", BROKEN)
    (found,) = client.diagnostics(uri)
    line, character = place(BROKEN, "kernal")
    assert found["range"]["start"] == {"line": line, "character": character}
    assert (found["code"], found["severity"], found["source"]) == ("E0201", 1, "archc")
    assert "did you mean `kernel`?" in found["message"]
    assert found["codeDescription"]["href"].endswith("docs/errors.md#e0201-unknown-key")
    quick, everything = actions(client, uri, line, character)
    assert (quick["title"], quick["isPreferred"]) == ("Write `kernel`", True)
    assert everything["kind"] == "source.fixAll.archc"
    for action in (quick, everything):
        assert applied(BROKEN, action["edit"]["changes"][uri]) == SPEC
    (asked,) = actions(client, uri, 0, 0, "source.fixAll")
    assert applied(BROKEN, asked["edit"]["changes"][uri]) == SPEC
    assert client.diagnostics(uri, client.change(uri, SPEC)) == []
    assert client.close() == 0


def test_questions(client: LanguageClient, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "small.yaml", SPEC)
    hover = client.at("hover", uri, *place(SPEC, "conv: $width_"))
    assert "`32x32x3 → 32x32x16`" in hover["contents"]["value"]
    line, character = place(SPEC, "unit, repeat")
    definition = client.at("definition", uri, line, character)
    line_of_unit, _ = place(SPEC, "unit:")
    assert definition["range"]["start"] == {"line": line_of_unit, "character": 2}
    context = {"context": {"includeDeclaration": True}}
    assert len(client.at("references", uri, line, character, **context)) == 3
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert "stages" in [symbol["name"] for symbol in symbols]
    client.change(uri, SPEC.replace("- relu", "- {un"))
    names = client.at("completion", uri, *place(SPEC, "relu"))
    assert [item["label"] for item in names] == ["unit"]


def test_related_places_and_characters_beyond_the_plane(
    client: LanguageClient, tmp_path: Path
) -> None:
    text = SPEC.replace("name: small", "name: small\ndescription: '😀'").replace(
        "stem:\n", "stem:\n  - {conv: 4, kernel: 1, as: '😀', kernal: 1}\n"
    )
    uri = client.open(tmp_path / "small.yaml", text.replace("\n", "\r\n"))
    found = client.diagnostics(uri)
    (key,) = [one for one in found if "kernal" in one["message"]]
    assert key["range"]["start"]["character"] == len("  - {conv: 4, kernel: 1, as: '??', ")
    text = SPEC.replace("[early, normal]", "[early, nobody]")
    text = text.replace("as: early}", "as: early}\n      - {relu: , as: early}")
    found = client.diagnostics(uri, client.change(uri, text))
    labels = [label for one in found for label in one.get("relatedInformation", [])]
    assert labels
    assert {label["location"]["uri"] for label in labels} == {uri}


def test_a_base_that_is_open(client: LanguageClient, tmp_path: Path) -> None:
    base, variant = tmp_path / "base.yaml", tmp_path / "variant.yaml"
    base.write_text(SPEC)
    variant.write_text("archc: 1\nname: v\nextends: base.yaml\n")
    own = client.open(variant)
    assert client.diagnostics(own) == []
    other = client.open(base, BROKEN)
    (finding,) = client.diagnostics(other)
    assert finding["code"] == "E0201"
    assert client.diagnostics(other, client.change(other, SPEC)) == []


def test_other_yaml_is_left_alone(client: LanguageClient, tmp_path: Path) -> None:
    other = client.open(tmp_path / "compose.yaml", "services: {web: {image: x}}\n")
    assert client.at("hover", other, 0, 2) is None
    uri = client.open(tmp_path / "small.yaml", "archc: 1\n")
    assert client.diagnostics(uri)


def test_names_of_files(client: LanguageClient, tmp_path: Path) -> None:
    base = tmp_path / "a b%20ü#.yaml"
    base.write_text(SPEC)
    text = f"archc: 1\nname: v\nextends: '{base.name}'\nset: {{blocks.unit.early.kernal: 3}}\n"
    uri = client.open(tmp_path / "variant.yaml", text)
    assert client.diagnostics(uri)
    assert client.at("definition", uri, 2, 14)["uri"] == base.as_uri()
    other = client.open(base, BROKEN)
    assert [found["code"] for found in client.diagnostics(other)] == ["E0201"]
    client.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    assert client.diagnostics(other, quiet=1.0) == []


def test_a_file_that_was_never_saved(client: LanguageClient) -> None:
    uri = "untitled:Untitled-1"
    item = {"uri": uri, "languageId": "yaml", "version": 1, "text": BROKEN}
    client.notify("textDocument/didOpen", {"textDocument": item})
    assert [found["code"] for found in client.diagnostics(uri)] == ["E0201"]
    assert len(actions(client, uri, *place(BROKEN, "kernal"))) == 2


def test_levels_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.archc]\ndeny = ["unused-argument"]\n')
    client = start(tmp_path)
    text = SPEC.replace("{num_classes: 10}", "{num_classes: 10, more: 1}")
    (finding,) = client.diagnostics(client.open(tmp_path / "small.yaml", text))
    assert (finding["severity"], finding["tags"]) == (1, [1])
    client.kill()


def test_opening_a_folder_runs_no_code_of_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.archc]\nplugins = ["evil"]\n')
    for name in ("evil", "yaml", "pygls", "tomllib"):
        (tmp_path / f"{name}.py").write_text(PLUGIN)
    client = start(tmp_path)
    assert client.diagnostics(client.open(tmp_path / "small.yaml", SPEC)) == []
    assert client.close() == 0
    assert not (tmp_path / "was_run").exists()
    assert "names plugins (evil)" in client.messages[-1]


def test_plugins_that_the_command_line_allows(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.archc]\nplugins = ["eca_layer"]\n')
    for name in ("eca_layer", "eca_keras"):
        text = (ROOT / "examples" / "eca" / f"{name}.py").read_text()
        (tmp_path / f"{name}.py").write_text(text)
    text = SPEC.replace("  - relu\n", "  - eca\n")
    client = start(tmp_path, "--project-plugins")
    uri = client.open(tmp_path / "small.yaml", text)
    assert client.diagnostics(uri) == []
    assert "Channel Attention" in client.at("hover", uri, *place(text, "eca"))["contents"]["value"]
    client.kill()
    client = start(tmp_path, "--plugin", "eca_layer")
    client.open(tmp_path / "small.yaml", text)
    codes = [one["code"] for one in client.diagnostics((tmp_path / "small.yaml").as_uri())]
    assert "E0701" in codes, "the folder of a spec is no place to import from"
    client.kill()


def test_typing_is_not_waited_for(client: LanguageClient, tmp_path: Path) -> None:
    """Changes in quick succession are checked once, and the last of them is what counts."""
    text = (ROOT / "specs/zoo/efficientnet.yaml").read_text()
    uri = client.open(tmp_path / "net.yaml", text)
    for length in range(len(text) // 2, len(text), 200):
        version = client.change(uri, text[:length])
    assert client.at("hover", uri, 1, 0) is None
    version = client.change(uri, text)
    assert client.diagnostics(uri, version, quiet=1.0) == []
    assert client.close() == 0
    assert client.stderr == b""
