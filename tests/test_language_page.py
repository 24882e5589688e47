"""What docs/language.md says of variants is so: its variant can be made of its first spec."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archc

PAGE = (Path(__file__).parents[1] / "docs" / "language.md").read_text(encoding="utf-8")
SPECS = [
    found for found in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "archc: 1" in found
]


def test_the_variant_is_one_of_the_first_spec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small_resnet.yaml").write_text(SPECS[0], encoding="utf-8")
    Path("wide_resnet.yaml").write_text(SPECS[1], encoding="utf-8")
    base, wide = archc.compile("small_resnet.yaml"), archc.compile("wide_resnet.yaml")
    assert wide.name == "wide_resnet"
    assert wide.summary.parameters > 4 * base.summary.parameters
    assert {"pool_max_pool", "a_1_dropout", "b_more_4_add"} <= {
        layer.name for layer in wide.summary.layer_counts
    }
