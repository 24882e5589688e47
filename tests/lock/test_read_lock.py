"""Reading a lock: what was written is read again, and anything else is a finding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lock.networks import SPEC, lock_text, locked

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.render_text import render_text
from archc.lock.differences import differences
from archc.lock.locked_network import LockedNetwork
from archc.lock.read_lock import read_lock
from archc.lock.write_lock import write_lock
from archc.source.source_file import SourceFile

NETWORK = locked(SPEC)
TEXT = lock_text(SPEC)


def read(text: str) -> tuple[tuple[LockedNetwork, ...] | None, tuple[Diagnostic, ...]]:
    sink = Sink()
    return read_lock(SourceFile("a.lock", text), sink), sink.diagnostics()


def test_what_was_written_is_read_again() -> None:
    other = NETWORK._replace(variant="other", sums=('a: `b` \\ "c" \x1b é',), spec='ü "x".yaml')
    text = write_lock([NETWORK, other])
    networks, findings = read(text)
    assert networks == (NETWORK, other)
    assert not findings
    assert write_lock(networks or ()) == text
    assert read(write_lock([])) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ("lock = 1", "lock = 2", "archc reads locks of version 1, and this one has `2`", 2),
        ("lock = 1", "lock = true", "this one has `True`", 2),
        ("lock = 1\n", "", "this file has none", 1),
        (TEXT, "", "this file has none", 1),
        ("lock = 1", "lock = 1\n<<<<<<< HEAD", "a merge has left its marks in this lock", 3),
        (TEXT, TEXT[: len(TEXT) // 2], "this lock is not TOML", 0),
        ("depth = ", "deep = ", "lacks `depth`", 4),
        ("depth = ", "deep = 1\ndepth = ", "has `deep`, which archc does not know", 0),
        ("parameters = ", "parameters = -", "", 0),
        (
            "depth = 5",
            'depth = "5"',
            "`depth` of the network 'small.yaml' has a value of another kind",
            0,
        ),
        ("depth = 5", "depth = true", "another kind", 0),
        ("depth = 5", f"depth = 1{'0' * 31}", "another kind", 0),
        ("depth = 5", f"depth = 1{'0' * 5000}", "not TOML", 0),
        ("rate = 0.5", "rate = [1]", "`arguments` of the network", 0),
        ("rate = 0.5", f"rate = 0x1{'0' * 9000}", "`arguments` of the network", 0),
        ("layers = 2,", "layers = 2.5,", "`layers` of the stage `stem`", 0),
        ('shape = "10", ', "", "the stage `head` of the network 'small.yaml' lacks `shape`", 0),
        ("[[network]]", "[network]", "a lock holds `lock` and tables", 0),
        ("lock = 1", "lock = 1\nmore = 1", "and nothing else", 0),
        ("lock = 1", "lock = 1\nnetwork = [1]", "", 0),
        (TEXT, "lock = 1\nnetwork = [1]", "a network must be a table", 0),
        (TEXT, TEXT + TEXT[TEXT.index("[[network]]") :], "small.yaml stands in this lock twice", 0),
        (TEXT, f"lock = {'[' * 9000}", "", 0),
    ],
)
def test_a_lock_that_is_none(old: str, new: str, said: str, line: int) -> None:
    assert old in TEXT or not old
    networks, findings = read(TEXT.replace(old, new, 1))
    if said:
        assert networks is None
    for finding in findings:
        assert finding.code.id == "E0803"
        assert said in finding.message
        assert finding.span is not None
        assert not line or finding.span.line == line
        assert "archc lock" in render_text(finding)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_text_causes_a_traceback(data: st.DataObject) -> None:
    text = TEXT
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        text = text[:start] + data.draw(st.text(max_size=6) | st.sampled_from(SCRAPS)) + text[end:]
    networks, findings = read(text)
    assert (networks is None) == bool(findings)
    for network in networks or ():
        differences(network, NETWORK)
        differences(NETWORK, network)


SCRAPS = (
    "[",
    "]",
    "{",
    "}",
    '"',
    "=",
    "\n",
    "1",
    "nan",
    "-inf",
    "1979-05-27",
    "[[network]]",
    "\ud800",
)
