"""A live page follows its files, keeps the last picture of a broken spec, and answers nobody else."""

from __future__ import annotations

import http.client
import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.page.pages import HEAD

from archc.diagnostics.levels import DEFAULT_LEVELS
from archc.page.build_page import PageRequest, ShownSpec, build_page
from archc.page.live_page import LivePage


def request_of(path: Path) -> PageRequest:
    spec = ShownSpec(str(path), str(path))
    return PageRequest(spec, None, {}, True, DEFAULT_LEVELS)


class Live:
    """A live page of a spec in a folder, and a browser that asks it."""

    def __init__(self, folder: Path, text: str = "stem: [relu]\n") -> None:
        self.spec = folder / "net.yaml"
        self.save(text)
        request = request_of(self.spec)
        self.page = LivePage(build_page(request), lambda: build_page(request))

    def save(self, text: str) -> None:
        self.spec.write_text(HEAD + text, encoding="utf-8")

    def ask(
        self, path: str = "", method: str = "GET", host: str | None = None
    ) -> tuple[int, str, dict[str, str]]:
        address = urlsplit(self.page.address)
        connection = http.client.HTTPConnection("127.0.0.1", address.port or 0, timeout=10)
        headers = {} if host is None else {"Host": host}
        place = path if path.startswith("/") else f"{address.path}{path}"
        connection.request(method, place, headers=headers)
        answer = connection.getresponse()
        found = answer.status, answer.read().decode(), dict(answer.getheaders())
        connection.close()
        return found


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    found = Live(tmp_path)
    yield found
    found.page.close()


def test_the_page_asks_what_is_new(live: Live) -> None:
    status, page, headers = live.ask()
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    version = json.loads(page.partition('id="data">')[2].partition("</script>")[0])["version"]
    assert live.ask(f"state?since={version}")[0] == 204
    assert live.page.refresh() is None
    live.save("stem: [relu, {conv: 4, kernel: 3}]\n")
    built = live.page.refresh()
    assert built is not None
    status, text, _ = live.ask(f"state?since={version}")
    state = json.loads(text)
    assert (status, state["errors"]) == (200, [])
    assert state["document"]["layers"]["name"][-1] == "stem_conv"
    assert live.ask(f"state?since={state['version']}")[0] == 204


def test_a_broken_spec_leaves_the_last_picture(live: Live) -> None:
    live.save("stem: [relu, {conv: 4, kernal: 3}]\n")
    built = live.page.refresh()
    assert built is not None
    assert built.document is None
    state = json.loads(live.ask("state")[1])
    assert state["document"]["layers"]["name"] == ["input", "stem_relu"]
    assert "did you mean `kernel`" in state["errors"][0]
    live.spec.unlink()
    assert live.page.refresh() is not None
    assert "cannot be read" in json.loads(live.ask("state")[1])["errors"][0]
    live.save("stem: [elu]\n")
    assert live.page.refresh() is not None
    assert json.loads(live.ask("state")[1])["errors"] == []


def test_who_opens_the_page_of_a_broken_spec_sees_why(live: Live) -> None:
    live.save("stem: [{conv: 4, kernal: 3}]\n")
    live.page.refresh()
    data = live.ask()[1].partition('id="data">')[2].partition("</script>")[0]
    assert "did you mean `kernel`" in json.loads(data)["errors"][0]


@pytest.mark.parametrize("request_line", [b"GET http://[x/ HTTP/1.1", b"GET /"])
def test_odd_requests_and_hang_ups_leave_the_terminal_alone(
    live: Live, request_line: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    address = urlsplit(live.page.address)
    for is_patient in (True, False):
        with socket.create_connection((address.hostname, address.port), timeout=10) as browser:
            browser.sendall(request_line + b"\r\nHost: localhost\r\n\r\n")
            if is_patient:
                browser.recv(1)
            else:
                browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert live.ask()[0] == 200
    assert capfd.readouterr() == ("", "")


def test_nobody_else_is_answered(live: Live) -> None:
    assert live.ask("/")[0] == 404
    assert live.ask("/state")[0] == 404
    assert live.ask("../state")[0] == 404
    assert live.ask(host="evil.example")[0] == 403
    assert live.ask(method="POST")[0] == 501
    port = urlsplit(live.page.address).port
    assert live.ask(host=f"localhost:{port}")[0] == 200
    _, _, headers = live.ask()
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_addresses_cannot_be_guessed(live: Live, tmp_path: Path) -> None:
    other = Live(tmp_path)
    other.page.close()
    paths = {urlsplit(one.page.address).path for one in (live, other)}
    assert len(paths) == 2
    assert min(map(len, paths)) > 20


def test_a_file_that_a_spec_begins_to_extend_is_followed(live: Live) -> None:
    base = live.spec.with_name("base.yaml")
    base.write_text(HEAD + "stem: [relu]\n", encoding="utf-8")
    live.spec.write_text("archc: 1\nname: own\nextends: base.yaml\n", encoding="utf-8")
    assert live.page.refresh() is not None
    base.write_text(HEAD + "stem: [elu, relu]\n", encoding="utf-8")
    assert live.page.refresh() is not None
    assert "stem_elu" in json.loads(live.ask("state")[1])["document"]["layers"]["name"]


def test_a_spec_with_errors_is_a_page_of_them_until_it_is_mended(tmp_path: Path) -> None:
    live = Live(tmp_path, "stem: [{conv: 4, kernal: '<b>'}]\n")
    try:
        status, page, _ = live.ask()
        assert status == 200
        assert "did you mean `kernel`" in page
        assert "&lt;b&gt;" in page
        assert "<b>" not in page
        assert "<script" not in page
        live.save("stem: [elu]\n")
        assert live.page.refresh() is not None
        assert "stem_elu" in live.ask()[1]
    finally:
        live.page.close()


def test_a_base_with_errors_is_followed_from_the_start(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(HEAD + "stem: [: relu\n", encoding="utf-8")
    spec = tmp_path / "net.yaml"
    spec.write_text("archc: 1\nname: own\nextends: base.yaml\n", encoding="utf-8")
    files = build_page(request_of(spec)).files
    assert {Path(name).name for name in files} == {"net.yaml", "base.yaml"}
