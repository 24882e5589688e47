"""Writes docs/zoo.md, the page about the zoo, from its specs and from what was measured against Keras."""

from __future__ import annotations

import re
import sys
from pathlib import Path

DOCS = Path(__file__).parent
TARGET = DOCS / "zoo.md"
# What was recorded of Keras stands with the tests.
sys.path.insert(0, str(DOCS.parent))

from tests.zoo.differences import recorded_differences  # noqa: E402 (found by the path above)
from tests.zoo.models import MODELS, Model, compiled  # noqa: E402
from tests.zoo.recorded_applications import recorded_application, recorded_lines  # noqa: E402

from archc.backends.summary import render_magnitude  # noqa: E402

_HEAD = """# The zoo

This page is made by `make docs`. `specs/zoo/` describes the networks of keras.applications (Keras 3.15):
a spec for each family, and a preset for each other size.

    archc show specs/zoo/resnet.yaml --variant resnet101
    archc build specs/zoo/resnet.yaml --variant resnet101 -o resnet101.py

Every network has the parameters of its original, the same weights in the same order, and the same output
shape after every layer with weights, at its own size and at a small one that is not square. With random
weights carried over from Keras, statistics of batch normalization included, the logits were compared, and
the outputs without the head. The last column is the largest difference, relative to the largest output; 0
means that every bit is the same.
"""
_TABLE = """
| network | spec | lines | generated | Keras | parameters | multiply-adds | difference |
|---|---|--:|--:|--:|--:|--:|--:|
"""
_TAIL = """
Lines are all lines of a file, comments and docstrings too; of a preset, those that it adds to its spec. The
generated module is that of the network named. Keras's file builds all sizes of its family and fetches
trained weights.

    make test        # counts, weights and shapes of all, against a record of Keras; outputs of one size each
    make test-zoo    # builds all of them in Keras, at their own size, and runs them at the small one
    make docs        # writes this page

`pytest -m zoo --update-golden` records the differences that it finds, and
`python -m tests.zoo.record_applications` what the Keras that is installed builds.

`archc build --emit keras --weights FILE` loads a `.weights.h5` file that Keras saved of one of these
networks: of all families but ConvNeXt, whose nested models file their weights in places of their own.

## Where a spec is not Keras's graph

The networks compute the same; some say it in other layers.

| family | in Keras | here |
|---|---|---|
"""
_NOTES = (
    ("inception_resnet_v2", "a layer of its own computes `x + scale * y`", "a rescaling and a sum"),
    ("mobilenet", "the head ends in a reshape to the number of classes", "in `flatten`"),
    (
        "mobilenet_v2, mobilenet_v3, efficientnet, nasnet",
        "strided windows read zeros that were added before, by the parity of the size",
        "`padding: same`, which adds the same zeros",
    ),
    ("mobilenet_v3", "hard sigmoid in steps: `relu6(x + 3) / 6`", "the activation `hard_sigmoid`"),
    (
        "efficientnet, efficientnet_v2",
        "the gate pools to a row of channels and reshapes it",
        "it pools with `keep_dimensions`",
    ),
    (
        "nasnet",
        "margins of pools are computed from the parity of the size",
        "the same; the generated module takes images of any size that is known",
    ),
    ("convnext", "sums by operators, nested models, identities for what drops nothing", "layers"),
)


def zoo_page() -> str:
    """The text of the page."""
    rows = "".join(_row(model) for model in MODELS)
    notes = "".join(f"| {' | '.join(note)} |\n" for note in _NOTES)
    return _HEAD + _TABLE + rows + _TAIL + notes


def _row(model: Model) -> str:
    compilation = compiled(model)
    cells = (
        model.title,
        _where(model),
        str(_preset_lines(model) if model.preset else _spec_lines(model)),
        str(compilation.python_source().count("\n")),
        str(recorded_lines(model.original)),
        f"{recorded_application(model.title).parameters:,}",
        render_magnitude(compilation.summary.multiply_adds),
        _difference(model),
    )
    return f"| {' | '.join(cells)} |\n"


def _where(model: Model) -> str:
    """The spec, with what makes this network of it."""
    edits = [f"`{path.rpartition('.')[2]}: {value}`" for path, value in model.edits]
    return ", ".join([model.spec, *([f"`{model.preset}`"] if model.preset else []), *edits])


def _difference(model: Model) -> str:
    measured = recorded_differences().get(model.title)
    if measured is None:
        return "not measured"
    worst = max(measured["top"], measured["trunk"])
    return f"{worst:.0e}" if worst else "0"


def _spec_lines(model: Model) -> int:
    """The lines of a spec before its presets."""
    return len(_parts(model)[0].rstrip().splitlines())


def _preset_lines(model: Model) -> int:
    """The lines of a preset."""
    found = re.search(rf"^  {model.preset}:.*\n((    .*\n)*)", _parts(model)[1], re.MULTILINE)
    assert found is not None, f"{model.path.name} has no preset {model.preset}"
    return len(found.group().splitlines())


def _parts(model: Model) -> list[str]:
    """The text of a spec, and that of its presets."""
    text = model.path.read_text(encoding="utf-8")
    return [*re.split(r"^variants:.*\n", text, maxsplit=1, flags=re.MULTILINE), ""]


if __name__ == "__main__":
    TARGET.write_text(zoo_page(), encoding="utf-8")
    sys.stdout.write(f"wrote {TARGET.name}\n")
