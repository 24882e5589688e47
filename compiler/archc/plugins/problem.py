"""What is wrong with the class of a layer, and which part of the class says so."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """A break of the contract: the text follows the name of the class, `part` is a name that it sets."""

    text: str
    part: str = ""
