"""Writes docs/zoo.md and a page for each family, from the specs and from what was measured against Keras."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).parent
# What was recorded of Keras stands with the tests.
sys.path.insert(0, str(DOCS.parent))

from docs.zoo_families import FAMILIES, Difference, Family  # noqa: E402 (found by the path above)
from tests.zoo.differences import recorded_differences  # noqa: E402
from tests.zoo.models import MODELS, SPECS, Model, compiled  # noqa: E402
from tests.zoo.recorded_applications import recorded_application, recorded_lines  # noqa: E402

from archc.backends.measure_depth import measure_depth  # noqa: E402
from archc.backends.summary import render_magnitude  # noqa: E402
from archc.ops.shape import render_shape  # noqa: E402

_HEAD = """# The zoo

`specs/zoo/` describes the networks of keras.applications (Keras 3.15): a spec for each family, and a preset
for each other size. This page, and those of the families, are made by `make docs`.

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
_FAMILY = """# {title}

{description}. {reference}

{idea}

{picture}

## Sizes

| network | is built by | image | layers | depth | parameters | multiply-adds | difference |
|---|---|--:|--:|--:|--:|--:|--:|
{rows}
Depth counts the convolutions and dense layers on the longest way. The difference is that of the outputs from
those of Keras, as [the zoo](../zoo.md) explains.

{sizes}

## A network of your own

A variant in a file of its own names what it changes. With 10 classes and smaller images:

```yaml
archc: 1
name: my_{spec}
extends: {extends}
set: {{arguments.num_classes: 10, input.shape: [160, 160, 3]}}
{budgets}```

[The language](../language.md#variants) has the other edits.
{differences}
## The spec

```yaml
{text}```
"""
_DIFFERENCES = """
## Where it is not Keras's graph

Both compute the same; some of it is said in other layers.

| in Keras | here |
|---|---|
"""


def zoo_page() -> str:
    """The text of the overview."""
    rows = "".join(_row(model) for model in MODELS)
    return _HEAD + _TABLE + rows + _TAIL + "".join(_notes())


def family_page(spec: str) -> str:
    """The text of the page of a family."""
    family = FAMILIES[spec]
    models = [model for model in MODELS if model.spec == spec]
    (base,) = (model for model in models if model.is_base)
    about = compiled(base).graph.spec
    preset = next((model.preset for model in models if model.preset), "")
    return _FAMILY.format(
        title=family.title,
        description=about.description.rstrip("."),
        reference=_reference(about.reference),
        idea=family.idea,
        picture=_picture(spec, compiled(base).name),
        rows="".join(_size(model) for model in models),
        sizes=family.sizes,
        spec=spec,
        extends=f"{{spec: {spec}.yaml, variant: {preset}}}" if preset else f"{spec}.yaml",
        budgets="remove: [expect] # the budgets are those of the original\n"
        if about.expect
        else "",
        differences=_differences(family),
        text=base.path.read_text(encoding="utf-8"),
    )


def _reference(reference: dict[str, str]) -> str:
    return f"*{reference['title']}*, [arXiv:{reference['arxiv']}](https://arxiv.org/abs/{reference['arxiv']})."


def _picture(spec: str, network: str) -> str:
    """The picture of a family, which leads to itself alone, larger."""
    file = f"../pictures/zoo/{spec}.svg"
    return f"[![The layers of {network}]({file})]({file})"


def _size(model: Model) -> str:
    network = compiled(model)
    _, shape = network.summary.inputs[0]
    return _cells(
        model.title,
        _how(model),
        render_shape(shape[:2]),
        str(network.summary.layers),
        str(measure_depth(network.graph)),
        f"{network.summary.parameters:,}",
        render_magnitude(network.summary.multiply_adds),
        _difference(model),
    )


def _how(model: Model) -> str:
    """What chooses a network of a family."""
    preset = [f"`--variant {model.preset}`"] if model.preset else []
    edits = [f"`set: {{{path}: {value}}}`" for path, value in model.edits]
    return " and ".join(preset + edits) or "the spec as it is"


def _differences(family: Family) -> str:
    rows = "".join(_cells(*difference) for difference in family.differences)
    return _DIFFERENCES + rows if rows else ""


def _notes() -> Iterator[str]:
    """The differences of all families: each once, with those that it is true of."""
    found: dict[Difference, list[str]] = {}
    for spec, family in FAMILIES.items():
        for difference in family.differences:
            found.setdefault(difference, []).append(spec)
    for difference, specs in found.items():
        yield _cells(", ".join(specs), *difference)


def _cells(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |\n"


def _row(model: Model) -> str:
    compilation = compiled(model)
    return _cells(
        model.title,
        _where(model),
        str(_preset_lines(model) if model.preset else _spec_lines(model)),
        str(compilation.python_source().count("\n")),
        str(recorded_lines(model.original)),
        f"{recorded_application(model.title).parameters:,}",
        render_magnitude(compilation.summary.multiply_adds),
        _difference(model),
    )


def _where(model: Model) -> str:
    """The spec, with what makes this network of it."""
    edits = [f"`{path.rpartition('.')[2]}: {value}`" for path, value in model.edits]
    preset = [f"`{model.preset}`"] if model.preset else []
    return ", ".join([f"[{model.spec}](zoo/{model.spec}.md)", *preset, *edits])


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
    (DOCS / "zoo.md").write_text(zoo_page(), encoding="utf-8")
    (DOCS / "zoo").mkdir(exist_ok=True)
    for path in sorted(SPECS.glob("*.yaml")):
        (DOCS / "zoo" / f"{path.stem}.md").write_text(family_page(path.stem), encoding="utf-8")
    sys.stdout.write("wrote zoo.md, and the pages of the families\n")
