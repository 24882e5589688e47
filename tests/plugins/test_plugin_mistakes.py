"""Whatever is wrong with a plugin is a message with a place, never a traceback."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.plugins.test_plugins import command

import archc

SPEC = """\
archc: 1
name: attended
input: {shape: [8, 8, 16]}
stem: [{conv: 16, kernel: 3, padding: same}, LAYER]
"""
LAYER = '''\
from archc.plugin import BOOLEAN, POSITIVE, KerasCall, Keyword, Op, Weight, main, option


class Mine(Op):
    """A layer of mine."""

    key = "mine"
    keras = KerasCall("Identity")

    def infer(self, inputs):
        """The shape of the input."""
        return inputs[0]


LAYERS = (Mine,)
'''
KERAS = """\
import keras


class Doubled(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs
"""
_numbers = itertools.count()


class Project:
    """A folder with a plugin in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"plugin_{next(_numbers)}"

    def write(self, text: str, keras: str | None = None) -> None:
        """Writes the plugin, and the module of its Keras layer: `KERAS` in it is the name of that."""
        text = text.replace("KERAS", f"{self.name}_keras")
        (self.folder / f"{self.name}.py").write_text(text, encoding="utf-8")
        if keras is not None:
            (self.folder / f"{self.name}_keras.py").write_text(keras, encoding="utf-8")

    def findings(self, step: str = "mine") -> list[tuple[str, str]]:
        """The codes and messages of a compile that allows the plugin."""
        try:
            archc.compile_text(SPEC.replace("LAYER", step), plugins=[self.name])
        except archc.CompileError as error:
            return [(found.code.id, found.message) for found in error.diagnostics]
        return []


def test_a_plugin_that_is_right(project: Project) -> None:
    project.write(LAYER)
    assert project.findings() == []


@pytest.mark.parametrize("name", ["not_there_at_all", "layers/mine.py", "..", "os.nothing"])
def test_a_plugin_that_is_not_there(name: str) -> None:
    with pytest.raises(archc.CompileError, match="E0701"):
        archc.compile_text(SPEC.replace("LAYER", "relu"), plugins=[name])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_like_this", "ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise BaseException('no')", "BaseException: no"),
    ],
)
def test_a_plugin_that_cannot_be_imported(text: str, message: str, project: Project) -> None:
    project.write(text)
    found = project.findings("relu")
    assert [code for code, _ in found] == ["E0702"]
    assert message in found[0][1]


@pytest.mark.parametrize(
    "ending", ["", "LAYERS = ()", "LAYERS = 3", "LAYERS = (Mine, 4)", "LAYERS = (Op,)"]
)
def test_a_plugin_without_layers(ending: str, project: Project) -> None:
    project.write(LAYER.replace("LAYERS = (Mine,)", ending))
    assert {code for code, _ in project.findings("relu")} == {"E0703"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key = "mine"', 'key = "My Layer"', "it needs a `key`"),
        ('    """A layer of mine."""\n', "", "it needs a docstring"),
        ('keras = KerasCall("Identity")', "", "it needs `keras`"),
        ('KerasCall("Identity")', 'KerasCall("Identity", ("size",))', "which is none of its keys"),
        ('KerasCall("Identity")', "7", "it needs `keras`"),
        ('key = "mine"', 'key = "mine"\n    merges = True', "takes one value"),
        (
            'key = "mine"',
            'key = "mine"\n    size: int = main(int, "Size.", example=3)',
            "needs a kind of value",
        ),
        (
            'key = "mine"',
            'key = "mine"\n    size: int = main(POSITIVE, "Size.", example=-3)',
            "has the example -3",
        ),
        ('key = "mine"', 'key = "mine"\n    __hash__ = None', "it sets `__hash__`"),
        ('key = "mine"', 'key = "mine"\n    fields = (1, 2)', "it sets `fields`"),
        ('key = "mine"', 'key = "mine"\n    sets_channels = "filters"', "must name its `main`"),
        ('"""A layer of mine."""', "__doc__ = 3", "it needs a docstring"),
        (
            'key = "mine"',
            'key = "mine"\n    def __init__(self, **keys):\n        raise KeyError',
            "it sets `__init__`",
        ),
        (
            'key = "mine"',
            'key = "mine"\n    repeat: int = option(POSITIVE, "Size.", example=3)',
            "means something else in a step",
        ),
    ],
)
def test_a_class_that_is_no_layer(old: str, new: str, message: str, project: Project) -> None:
    assert old in LAYER
    project.write(LAYER.replace(old, new))
    found = project.findings("relu")
    assert {code for code, _ in found} == {"E0704"}
    assert message in found[0][1]


@pytest.mark.parametrize("word", ["conv", "relu", "residual", "from", "mine_too"])
def test_a_word_that_is_taken(word: str, project: Project) -> None:
    twin = LAYER.replace("Mine", "Twin").replace("LAYERS = (Twin,)", "")
    both = twin + LAYER.replace("LAYERS = (Mine,)", "LAYERS = (Mine, Twin)")
    text = both.replace('"mine"', '"mine_too"') if word == "mine_too" else LAYER
    project.write(text.replace('"mine"', f'"{word}"'))
    assert {code for code, _ in project.findings("relu")} == {"E0705"}


@pytest.mark.parametrize(
    ("keras", "message"),
    [
        ("import keras, os\n" + KERAS, "must `import keras`, and nothing else"),
        (KERAS + "\n\nprint('hello')\n", "must hold classes after `import keras`"),
        (KERAS.replace("Doubled", "Tripled"), "has no class `Doubled`"),
        ("import keras\n\n\nclass Doubled(\n", "is not Python"),
        (
            KERAS.replace("    def call", "    def __init__(self):\n        pass\n\n    def call"),
            "must take `**kwargs`",
        ),
        (None, "it is not there"),
    ],
)
def test_a_keras_module_that_breaks_the_contract(
    keras: str | None, message: str, project: Project
) -> None:
    project.write(LAYER.replace('"Identity"', '"Doubled", module="KERAS"'), keras)
    found = project.findings("relu")
    assert {code for code, _ in found} == {"E0706"}
    assert message in found[0][1]


def _rule(name: str, parameters: str, body: str) -> str:
    return f"    def {name}(self, {parameters}):\n        {body}\n"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (_rule("infer", "inputs", "return 1 / 0"), "it raises ZeroDivisionError"),
        (_rule("infer", "inputs", "return 'nonsense'"), "it gives 'nonsense'"),
        (_rule("infer", "inputs", "return (8, 8, 0)"), "it gives (8, 8, 0)"),
        (_rule("infer", "inputs", "return (8, 8, 1.5)"), "it gives (8, 8, 1.5)"),
        (_rule("infer", "inputs", "raise SystemExit(4)"), "it raises SystemExit: 4"),
        (_rule("infer", "inputs", "return self.infer(inputs)"), "it raises RecursionError"),
        (_rule("infer", "inputs", "raise type('E', (Exception,), {'__str__': 3})"), "raises E"),
        (_rule("weights", "inputs", "return 3"), "it gives 3, not a tuple"),
        (_rule("weights", "inputs", "return (Weight('w', (10**400,)),)"), "beyond the limit"),
        (_rule("multiply_adds", "inputs, output", "return 10**5000"), "not a whole number from 0"),
        (_rule("weights", "inputs", "return (Weight('w', 3),)"), "not a Weight"),
        (_rule("multiply_adds", "inputs, output", "return 'many'"), "it gives 'many'"),
        (
            "    keeps_channels = True\n" + _rule("infer", "inputs", "return (8, 8, 3)"),
            "keeps_channels",
        ),
    ],
)
def test_a_rule_that_is_broken(rule: str, message: str, project: Project) -> None:
    head, _, rest = LAYER.partition("    def infer")
    body = rule
    if "def infer" not in rule:
        body = "    def infer" + rest.partition("\n\n\nLAYERS")[0] + "\n\n" + rule
    project.write(f"{head}{body}\n\nLAYERS = (Mine,)\n")
    found = project.findings()
    assert [code for code, _ in found] == ["E0707"]
    assert message in found[0][1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("plugin = ['mine']", "did you mean `plugins`?"),
        ("plugins = 'mine'", "`plugins` must be a list"),
        ("plugins = [3]", "lists 3"),
        ("plugins = [", "this is not TOML"),
    ],
)
def test_settings_that_are_wrong(settings: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.archc]\n{settings}\n", encoding="utf-8")
    (tmp_path / "net.yaml").write_text(SPEC.replace("LAYER", "relu"), encoding="utf-8")
    ran = command("check", "net.yaml", folder=tmp_path)
    assert ran.returncode == 1
    assert "error[E0709] settings-invalid" in ran.stderr
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
