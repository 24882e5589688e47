"""The rules of the code that a program can check: sizes, docstrings, and doors of heavy libraries."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "compiler" / "archc").rglob("*.py"))
MAX_FILE_LINES, MAX_FUNCTION_LINES = 400, 50
DOORS = {
    "yaml": "syntax/parse_yaml.py",
    "jsonschema": "schema/find_errors.py",
    "jinja2": "backends/python_source/python_source.py",
    "keras": "backends/keras_model.py",
    "shtab": "cli/completion.py",
    "pygls": "server/serve.py",
    "reportlab": "pictures/formats/write_pdf.py",
    "resvg_py": "pictures/formats/write_png.py",
}
KERAS_LAYERS = "backends/keras_layers/"
"""The second door of Keras: classes of layers, each imported when a model needs it."""


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "compiler" / "archc").as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= MAX_FILE_LINES
    assert ast.get_docstring(tree), "a module begins with one sentence"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{node.name} has {length} lines"


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_has_one_door(library: str) -> None:
    users = [_name(p) for p in MODULES if library in _imports(ast.parse(p.read_text("utf-8")))]
    assert [user for user in users if not user.startswith(KERAS_LAYERS)] == [DOORS[library]]


def test_layers_that_keras_lacks_import_keras_alone() -> None:
    found = [path for path in MODULES if _name(path).startswith(KERAS_LAYERS)]
    texts = [path.read_text("utf-8") for path in found if path.stem != "__init__"]
    assert [_imports(ast.parse(text)) for text in texts] == [{"keras"} for _ in texts]
    assert not [path for path in MODULES if "keras_layers" in _imported_modules(path)]


def _imported_modules(path: Path) -> str:
    """The modules that import statements name, in one text."""
    tree = ast.parse(path.read_text("utf-8"))
    return " ".join(str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))


def test_nothing_imports_tensorflow() -> None:
    assert not [p for p in MODULES if "tensorflow" in _imports(ast.parse(p.read_text("utf-8")))]


def test_no_module_is_a_bag_of_helpers() -> None:
    bags = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [p for p in MODULES if p.stem in bags or p.parent.name in bags]


def test_the_page_on_the_architecture_names_every_folder() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "compiler" / "archc").glob("*/__init__.py")}
    assert {folder for folder in folders if f"| `{folder}`" not in page} == set()
