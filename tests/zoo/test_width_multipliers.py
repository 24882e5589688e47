"""The width multipliers of the MobileNets: as many parameters as keras.applications counts for each.

The numbers were recorded from its constructors (`alpha=...`, and `minimalistic=True`).
"""

from __future__ import annotations

import pytest
from tests.zoo.models import SPECS

import archc

RECORDED = {
    ("mobilenet", ""): {0.25: 475_544, 0.5: 1_342_536, 0.75: 2_601_976, 1.0: 4_253_864},
    ("mobilenet_v2", ""): {
        0.1: 1_374_312,
        0.14: 1_411_608,
        0.2: 1_481_336,
        0.28: 1_571_416,
        0.35: 1_691_208,
        0.42: 1_799_848,
        0.5: 1_987_224,
        0.56: 2_102_744,
        0.6: 2_239_176,
        0.75: 2_663_064,
        0.9: 3_173_144,
        1.0: 3_538_984,
        1.12: 4_164_376,
        1.15: 4_458_968,
        1.2: 4_767_432,
        1.3: 5_431_048,
        1.4: 6_156_712,
        1.7: 8_549_016,
        2.0: 11_326_312,
        2.24: 13_911_512,
    },
    ("mobilenet_v3", ""): {
        0.5: 2_702_512,
        0.75: 4_012_616,
        1.0: 5_507_432,
        1.25: 8_286_760,
        1.4: 10_049_024,
    },
    ("mobilenet_v3", "small"): {
        0.5: 1_599_720,
        0.75: 2_051_552,
        1.0: 2_554_968,
        1.25: 3_660_640,
        1.4: 4_411_352,
    },
    ("mobilenet_v3", "large_minimalistic"): {0.75: 3_069_400, 1.25: 5_788_928},
    ("mobilenet_v3", "small_minimalistic"): {0.75: 1_742_192, 1.25: 2_886_208},
}
CASES = [
    (*key, alpha, count) for key, counts in RECORDED.items() for alpha, count in counts.items()
]


@pytest.mark.parametrize(("spec", "preset", "alpha", "expected"), CASES)
def test_parameters_are_those_of_keras(spec: str, preset: str, alpha: float, expected: int) -> None:
    base = f"{{spec: {spec}.yaml, variant: {preset}}}" if preset else f"{spec}.yaml"
    text = f"archc: 1\nname: changed\nextends: {base}\nset: {{constants.alpha: {alpha}}}\n"
    found = archc.compile_text(text, str(SPECS / "changed.yaml"))
    assert found.summary.parameters == expected
