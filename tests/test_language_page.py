"""What docs/language.md says of variants is so: its variant can be made of its first spec."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archc
from archc.cli import main

PAGE = (Path(__file__).parents[1] / "docs" / "language.md").read_text(encoding="utf-8")
SPECS = {
    name[1]: text
    for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    if "archc: 1" in text and (name := re.search(r"^name: (\w+)", text, re.MULTILINE))
}


def test_the_variant_is_one_of_the_first_spec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("small_resnet", "wide_resnet"):
        Path(f"{name}.yaml").write_text(SPECS[name], encoding="utf-8")
    base, wide = archc.compile("small_resnet.yaml"), archc.compile("wide_resnet.yaml")
    assert wide.name == "wide_resnet"
    assert wide.summary.parameters > 4 * base.summary.parameters
    assert {"pool_max_pool", "a_1_dropout", "b_more_4_add"} <= {
        layer.name for layer in wide.summary.layer_counts
    }


def test_the_sizes_of_the_hourglass_are_those(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hourglass.yaml").write_text(SPECS["hourglass"], encoding="utf-8")
    command = "archc show hourglass.yaml --input-sizes"
    assert main(command.split()[1:]) == 0
    assert f"```console\n$ {command}\n{capsys.readouterr().out}```" in PAGE
