"""What is generated and committed is what the sources give today."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from archc.cli import main
from archc.schema.editor_schema import editor_schema
from archc.version import __version__

ROOT = Path(__file__).parents[2]


def script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_source_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["build", "--check", "specs"]) == 0


def test_the_lock_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    specs = [str(path) for path in sorted(Path("specs").glob("inception_*.yaml"))]
    command = ["lock", "--check", *specs, "specs/originals", "-o", "specs/archc.lock"]
    assert main(command) == 0, "`make lock` writes it: read the difference before it is committed"


def test_the_committed_schema_is_fresh() -> None:
    path = ROOT / "compiler" / "archc" / "schema" / "spec-1.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == editor_schema()


def test_the_reference_of_layers_is_fresh() -> None:
    page = script(ROOT / "docs" / "write_layers.py").layers_page()
    assert (ROOT / "docs" / "layers.md").read_text(encoding="utf-8") == page


def test_the_reference_of_commands_is_fresh() -> None:
    page = script(ROOT / "docs" / "write_commands.py").commands_page()
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == page, "`make docs`"


def test_the_page_of_messages_is_fresh() -> None:
    page = script(ROOT / "docs" / "write_errors.py").errors_page()
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == page, "`make docs`"


def test_the_pages_of_the_zoo_are_fresh() -> None:
    pages = script(ROOT / "docs" / "write_zoo.py")
    assert (ROOT / "docs" / "zoo.md").read_text(encoding="utf-8") == pages.zoo_page()
    written = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs/zoo").glob("*.md")}
    specs = [path.stem for path in (ROOT / "specs/zoo").glob("*.yaml")]
    assert written == {spec: pages.family_page(spec) for spec in specs}, "`make docs`"


def test_the_pictures_are_fresh() -> None:
    scripts = ("write_pictures", "write_policies")
    found = {
        path: text
        for name in scripts
        for path, text in script(ROOT / "docs" / f"{name}.py").pictures()
    }
    assert set(found) == set((ROOT / "docs" / "pictures").rglob("*.svg"))
    for path, text in found.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: `make docs` writes it"


def test_one_version() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_spec_begins_with_the_modeline() -> None:
    for path in (ROOT / "specs").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        prefix = "# yaml-language-server: $schema="
        assert first.startswith(prefix)
        assert (path.parent / first.removeprefix(prefix)).is_file(), path


@pytest.mark.parametrize("name", ["architecture.md", "plugins.md"])
def test_the_example_of_a_page_is_real(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    parts = page.split("<!-- from: ")[1:]
    assert parts
    for part in parts:
        name, _, rest = part.partition(" -->")
        code = rest.split("```python\n")[1].split("```")[0]
        assert code in (ROOT / name).read_text(encoding="utf-8"), name
