"""Holds networks against locks, as `archc check --locked` does.

1. The lock of `vgg.yaml` is `vgg.lock` beside it, unless one lock for all was given.
2. A lock is read once. One that cannot be read is one finding, however many networks it should hold.
3. What a lock holds and no spec gives is a finding too: a preset or a whole spec that is gone.
"""

from __future__ import annotations

import os
from pathlib import Path

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.refuse_outside import refuse_outside
from archc.ir.graph import Graph
from archc.lock.differences import differences
from archc.lock.locked_network import LockedNetwork, locked_network
from archc.lock.read_lock import read_lock
from archc.lock.write_lock import HEAD
from archc.source.limits import MAX_LOCK_BYTES
from archc.syntax.read_source import read_source

SUFFIX = ".lock"
_SHOWN = 12


def lock_path(spec: str) -> Path:
    """Rule 1: where the lock of a spec is when it has one of its own."""
    return Path(spec).with_suffix(SUFFIX)


def spec_in_lock(spec: str, lock: Path) -> str:
    """How a lock names a spec: by its path from the folder of the lock."""
    folder = os.path.realpath(lock.parent)
    # The folder of a spec may be a link; the spec itself is called what it is called.
    place = os.path.join(os.path.realpath(Path(spec).parent), Path(spec).name)  # noqa: PTH118
    return Path(os.path.relpath(place, folder)).as_posix()


class LockChecker:
    """Compares networks with locks, and remembers which locks it has read."""

    def __init__(self, lock: str | None) -> None:
        self._lock = Path(lock) if lock is not None else None
        self._read: dict[Path, dict[str, LockedNetwork] | None] = {}
        self._findings: dict[Path, tuple[Diagnostic, ...]] = {}

    def check(self, graph: Graph, spec: str, variant: str | None, sink: Sink) -> None:
        """Reports how the network of a spec, or of a preset, differs from what its lock holds."""
        path = self._lock or lock_path(spec)
        networks = self._networks(path, sink)
        if networks is None:
            return
        found = locked_network(graph, spec_in_lock(spec, path), variant)
        locked = networks.get(found.label)
        what = f"`{found.name}`"
        if locked is None:
            message = f"{path} does not hold {what}: {found.label} is new"
            lines: tuple[str, ...] = ()
        else:
            lines = differences(locked, found)
            message = f"{what} is not what {path} holds"
            if not lines:
                return
        if len(lines) > _SHOWN:
            lines = (*lines[:_SHOWN], f"and {len(lines) - _SHOWN:,} more differences")
        place, help_text = graph.spec.origin, f"if that is meant, {self._again(spec)}"
        sink.add(Diagnostic(codes.LOCK_DIFFERS, message, place, notes=lines, help=help_text))

    def check_presets(self, spec: str, presets: tuple[str, ...], sink: Sink) -> None:
        """Rule 3: the presets in the lock of a spec, which has these."""
        path = self._lock or lock_path(spec)
        name = spec_in_lock(spec, path)
        for network in (self._read.get(path) or {}).values():
            if network.spec == name and network.variant and network.variant not in presets:
                message = (
                    f"{path} holds the variant `{network.variant}`, which {spec} no longer has"
                )
                self._report_gone(message, f"if that is meant, {self._again(spec)}", sink)

    def check_specs(self, folders: list[str], sink: Sink) -> None:
        """Rule 3: the specs of the locks that were read, and of those in folders."""
        for path in dict.fromkeys([*self._read, *_locks_in(folders)]):
            if path not in self._read:
                self._networks(path, sink)
            names = dict.fromkeys(one.spec for one in (self._read[path] or {}).values())
            for name in names:
                if not (path.parent / name).exists():
                    message = f"{path} holds {name}, which is gone"
                    mine = lock_path(str(path.parent / name)) == path
                    help_text = f"remove {path}" if mine else f"write {path} anew by `archc lock`"
                    self._report_gone(message, help_text, sink)

    def _networks(self, path: Path, sink: Sink) -> dict[str, LockedNetwork] | None:
        """Rule 2. A lock of one spec is a finding of that spec and its presets."""
        is_new = path not in self._read
        if is_new:
            found = Sink()
            networks = self._load(path, found)
            known = {network.label: network for network in networks or ()}
            self._read[path] = known if networks is not None else None
            self._findings[path] = found.diagnostics()
        for finding in self._findings[path] if is_new or self._lock is None else ():
            sink.add(finding)
        return self._read[path]

    def _load(self, path: Path, sink: Sink) -> tuple[LockedNetwork, ...] | None:
        if not os.path.lexists(path):
            help_text = "write it by `archc lock`, and commit it"
            sink.add(Diagnostic(codes.LOCK_MISSING, f"there is no lock {path}", help=help_text))
            return None
        if path != self._lock and path.is_symlink() and _leads_outside(path, sink):
            return None
        file = read_source(str(path), sink, limit=MAX_LOCK_BYTES)
        return read_lock(file, sink) if file is not None else None

    def _again(self, spec: str) -> str:
        if self._lock is None:
            return f"run `archc lock {spec}`, and review what changes in {lock_path(spec)}"
        return f"write {self._lock} anew by `archc lock`, and review what changes"

    def _report_gone(self, message: str, help_text: str, sink: Sink) -> None:
        sink.add(Diagnostic(codes.LOCK_WITHOUT_SPEC, message, help=help_text))


def _locks_in(folders: list[str]) -> list[Path]:
    """The locks below folders that archc has written: other programs write files of that name too."""
    found: list[Path] = []
    for top in folders:
        for folder, inner, files in os.walk(top):
            inner[:] = [name for name in inner if not name.startswith(".")]
            paths = (Path(folder, name) for name in files if _is_lock(name))
            found += [path for path in paths if _is_ours(path)]
    return sorted(found)


def _leads_outside(path: Path, sink: Sink) -> bool:
    help_text = "name the lock itself, by `--lock`"
    return refuse_outside(path, path.parent, codes.FILE_UNREADABLE, help_text, sink)


def _is_lock(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".")


def _is_ours(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(HEAD)) == HEAD.encode()
    except OSError:
        return False
