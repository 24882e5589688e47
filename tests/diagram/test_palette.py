"""Families can be told apart in grey print, and by people who see fewer colours."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from archc.diagram.palette import BLOCK, INK, LOOKS

# Machado, Oliveira and Fernandes, 2009: severity 1.0, for linear RGB.
VISIONS = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    def channel(text: str) -> float:
        value = int(text, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return channel(colour[1:3]), channel(colour[3:5]), channel(colour[5:7])


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(colour: str) -> float:
    """L* of CIELAB: what grey printing keeps."""
    value = luminance(colour)
    return 116 * value ** (1 / 3) - 16 if value > 0.008856 else 903.3 * value


def lab(colour: str, vision: str) -> Triple:
    rgb = linear(colour)
    red, green, blue = (
        max(0.0, sum(weight * part for weight, part in zip(row, rgb, strict=True)))
        for row in VISIONS[vision]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, vision: str) -> float:
    pairs = zip(lab(one, vision), lab(other, vision), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def test_fills_go_down_in_steps_of_lightness() -> None:
    """Grey printing keeps them: a step of three is seen where boxes stand side by side."""
    looks = list(LOOKS.values())
    steps = [lightness(look.fill) for look in looks]
    assert steps == sorted(steps, reverse=True)
    assert min(a - b for a, b in pairwise(steps)) >= 3.5


@pytest.mark.parametrize("vision", VISIONS)
def test_families_differ_for_every_eye(vision: str) -> None:
    for one, other in combinations(LOOKS.values(), 2):
        borders = (one.dash, one.radius, one.line) != (other.dash, other.radius, other.line)
        assert distance(one.fill, other.fill, vision) >= (8.0 if borders else 20.0), (one, other)


def test_words_stand_out_from_every_fill() -> None:
    for look in (*LOOKS.values(), BLOCK):
        assert (luminance(look.fill) + 0.05) / (luminance(INK) + 0.05) >= 4.5
