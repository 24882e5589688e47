"""Decides where the output of a spec goes.

1. Without -o: `generated/`, the folder of the spec below `specs/`, and the name of the network.
2. -o names a file when it ends like one: `net.py`, `net.keras`. Then there can be one spec only.
3. Otherwise -o names a folder, which takes the place of `generated/`.
4. Links in that folder are not followed out of the project.

    specs/originals/vgg.yaml, named vgg_original    ->  generated/originals/vgg_original.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from archc.cli.find_specs import FoundSpec
from archc.cli.misuse_error import MisuseError
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.refuse_outside import refuse_outside

_DEFAULT = "generated"
_SUFFIXES = {"source": ".py", "keras": ".keras"}


class Destination(NamedTuple):
    """Where outputs go: into one file, or into a folder."""

    path: Path
    is_file: bool
    suffix: str

    def leads_outside(self, output: Path, sink: Sink) -> bool:
        """Rule 4: whether an output, of which only the folder was named, leads out of the project."""
        if self.is_file:
            return False
        folder = Path() if self.path == Path(_DEFAULT) else self.path
        help_text = "remove the link, or name the file itself by -o"
        return refuse_outside(output, folder, codes.FILE_NOT_WRITTEN, help_text, sink)

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
