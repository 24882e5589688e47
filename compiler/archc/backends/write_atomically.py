"""Turns content into a file that is whole or not there: written beside its place, then moved.

1. Folders that are missing are made.
2. A link is followed: the file that it names is replaced, and the link stays.
3. The content goes to a temporary file in the folder of the target, and from memory to the disk.
4. The temporary file gets the mode and the name of the file that it replaces, or is removed.
5. What cannot be written is a diagnostic, and leaves the old file as it was.
6. A process that is killed leaves its temporary file. The next one that writes the same target removes it,
   after an hour: until then somebody may be writing it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from string import hexdigits
from time import time

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink


def write_atomically(path: Path, write: Callable[[Path], object], sink: Sink) -> bool:
    """Makes `path` hold what `write` puts into the file that it is given; False if that failed.

    The file that `write` is given ends like `path`, which decides the format for some writers.
    """
    try:
        target = _followed(path)
        _refuse(target)
        target.parent.mkdir(parents=True, exist_ok=True)  # Rule 1.
        _replace(target, write)
    except OSError as error:
        _report(path, error, sink)
        return False
    return True


def write_bytes_atomically(path: Path, content: bytes, sink: Sink) -> bool:
    """Makes `path` hold the content; False if that failed."""
    return write_atomically(path, lambda temporary: temporary.write_bytes(content), sink)


def _followed(path: Path) -> Path:
    """Rule 2."""
    circle = OSError(None, "its links go round in a circle")
    try:
        target = path.resolve()
    except RuntimeError as error:  # What Python before 3.13 makes of a circle.
        raise circle from error
    if target.is_symlink():  # What Python makes of it from 3.13 on.
        raise circle
    return target


def _refuse(target: Path) -> None:
    """Replacing a device or a protected file would succeed, and is not what anyone means."""
    if target.exists():
        if not target.is_file():
            raise OSError(None, "it is not a file")
        if not os.access(target, os.W_OK):
            raise PermissionError(None, "it is write-protected")


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    """Rules 3 and 4."""
    start, end = f".{target.stem[:100]}.", target.suffix
    _remove_leftovers(target.parent, start, end)
    temporary = target.with_name(f"{start}{os.urandom(_RANDOM_BYTES).hex()}{end}")
    # Made anew with the mode that the umask leaves; never through somebody else's link.
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        if target.exists():
            temporary.chmod(target.stat().st_mode & _PERMISSIONS)
        write(temporary)
        _to_disk(temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


_RANDOM_BYTES = 6
_PERMISSIONS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
_LEFT_BEHIND = 3600.0
"""Seconds after which nobody is writing a temporary file any more."""


def _remove_leftovers(folder: Path, start: str, end: str) -> None:
    """Rule 6. What cannot be removed stays."""
    length = len(start) + 2 * _RANDOM_BYTES + len(end)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if len(name) != length or not (name.startswith(start) and name.endswith(end)):
                continue
            is_hex = set(name[len(start) : length - len(end)]) <= set(hexdigits)
            if is_hex and entry.is_file(follow_symlinks=False) and _is_old(entry):
                Path(entry.path).unlink()


def _is_old(entry: os.DirEntry[str]) -> bool:
    return time() - entry.stat(follow_symlinks=False).st_mtime > _LEFT_BEHIND


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _report(path: Path, error: OSError, sink: Sink) -> None:
    """Rule 5."""
    reason = error.strerror or str(error)
    message = f"{path} cannot be written: {reason[:1].lower()}{reason[1:]}"
    sink.add(Diagnostic(codes.FILE_NOT_WRITTEN, message))
