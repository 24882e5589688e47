"""Decides where the output of a spec goes.

1. Without -o: `generated/`, the folder of the spec below `specs/`, and the name of the network.
2. -o names a file when it ends like one: `net.py`, `net.keras`. Then there can be one spec only.
3. Otherwise -o names a folder, which takes the place of `generated/`.

    specs/originals/vgg.yaml, named vgg_original    ->  generated/originals/vgg_original.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from archc.cli.find_specs import FoundSpec
from archc.cli.misuse_error import MisuseError

_DEFAULT = "generated"
_SUFFIXES = {"source": ".py", "keras": ".keras"}


class Destination(NamedTuple):
    """Where outputs go: into one file, or into a folder."""

    path: Path
    is_file: bool
    suffix: str

    def path_of(self, spec: FoundSpec, name: str) -> Path:
        """The file for a spec whose network has this name."""
        return self.path if self.is_file else self.path / spec.folder / f"{name}{self.suffix}"


def destination(output: str | None, emit: str, specs: int) -> Destination:
    """What -o means for so many specs.

    Raises:
        MisuseError: it names one file for several specs, or a file of another kind.
    """
    suffix = _SUFFIXES[emit]
    if output is None:
        return Destination(Path(_DEFAULT), False, suffix)
    path = Path(output)
    if not output:
        raise MisuseError("-o needs the path of a file or a folder")
    if path.is_dir() or output.endswith(os.sep) or not path.suffix:
        return Destination(path, False, suffix)
    if path.suffix != suffix:
        raise MisuseError(
            f"-o {output}: --emit {emit} writes a folder, or a file that ends in {suffix}"
        )
    if specs > 1:
        raise MisuseError(f"-o {output} is one file, and there are {specs:,} specs: name a folder")
    return Destination(path, True, suffix)
