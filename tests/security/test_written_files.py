"""Files that are whole or not there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from archc.backends.write_atomically import write_atomically, write_bytes_atomically
from archc.diagnostics.diagnostic import Sink


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "net.py"
    assert write_bytes_atomically(path, b"text", Sink())
    assert path.read_bytes() == b"text"
    assert _names(path.parent) == ["net.py"]


def test_a_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_bytes_atomically(tmp_path / "net.py", b"", Sink())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "net.py").stat().st_mode) == 0o640


def test_the_mode_of_an_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text("old")
    path.chmod(0o755)
    assert write_bytes_atomically(path, b"new", Sink())
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o755)


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link.py").symlink_to("there/net.py")
    assert write_bytes_atomically(tmp_path / "link.py", b"new", Sink())
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "there" / "net.py").read_bytes() == b"new"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "net.py"
    path.write_text("old")

    def fail(temporary: Path) -> None:
        temporary.write_text("half of the n")
        raise error

    sink = Sink()
    if isinstance(error, OSError):
        assert not write_atomically(path, fail, sink)
        message = sink.diagnostics()[0].message
        assert message == f"{path} cannot be written: no space left on device"
    else:
        with pytest.raises(KeyboardInterrupt):
            write_atomically(path, fail, sink)
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["net.py"]


def test_the_temporary_file_ends_like_the_file(tmp_path: Path) -> None:
    given: list[str] = []
    write_atomically(tmp_path / "net.keras", lambda path: given.append(path.suffix), Sink())
    assert given == [".keras"]


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "device").symlink_to(os.devnull)
    (tmp_path / "loop").symlink_to("loop")
    for name in ("folder", "file/net.py", "device", "loop"):
        sink = Sink()
        assert not write_bytes_atomically(tmp_path / name, b"", sink)
        assert sink.diagnostics()[0].code.slug == "file-not-written"
    assert _names(tmp_path) == ["device", "file", "folder", "loop"]


def test_a_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.py"
    path.write_text("old")
    # By a patch, not by a mode: root may write to every file.
    monkeypatch.setattr(os, "access", lambda *_: False)
    sink = Sink()
    assert not write_bytes_atomically(path, b"new", sink)
    assert "write-protected" in sink.diagnostics()[0].message
    assert path.read_text() == "old"
