"""A page that follows its spec, in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import ROOT, OpenPage
from tests.browser.test_view_page import V2, item, open_group

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A spec, and the address of its live page."""
    spec = tmp_path / "net.yaml"
    spec.write_text((ROOT / V2).read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "archc", "view", str(spec), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield spec, process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.communicate(timeout=20)


def test_the_page_follows_the_spec(open_page: OpenPage, served: tuple[Path, str]) -> None:
    spec, address = served
    page = open_page(address)
    open_group(page, "inception_resnet_b")
    open_group(page, "b 1")
    item(page, "1x7 conv 160").locator(".body").click()
    edit(spec, "{conv: 160, kernel: [1, 7]}", "{conv: 164, kernel: [1, 7]}")
    page.locator("#details .lead", has_text="1x7 conv 164").wait_for()
    assert page.locator("#details h2").inner_text() == "b_1_right_conv_2"
    assert item(page, "1x7 conv 164").is_visible()  # What was open is open.


def test_a_broken_spec_shows_why_above_the_last_picture(
    open_page: OpenPage, served: tuple[Path, str]
) -> None:
    spec, address = served
    page = open_page(address)
    edit(spec, "inception_resnet_b, repeat: 20", "inception_resnet_bee, repeat: 20")
    banner = page.locator("#banner")
    banner.wait_for()
    assert "did you mean `inception_resnet_b`?" in banner.inner_text()
    assert item(page, "20 x inception_resnet_b").is_visible()
    page.reload()
    banner.wait_for()
    edit(spec, "inception_resnet_bee, repeat: 20", "inception_resnet_b, repeat: 5")
    banner.wait_for(state="hidden")
    assert item(page, "5 x inception_resnet_b").is_visible()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_page_says_that_the_server_is_gone(chromium: Any, served: tuple[Path, str]) -> None:
    """Without the fixture that wants silence: a browser says itself that it cannot connect."""
    page = chromium.new_page()
    page.goto(served[1])
    page.route("**/state*", lambda route: route.abort())
    page.locator("#banner", has_text="archc view has ended").wait_for()
    page.unroute("**/state*")
    page.locator("#banner").wait_for(state="hidden")
    page.close()


@pytest.mark.parametrize("status", [403, 404])
def test_the_page_stops_asking_where_another_server_answers(
    chromium: Any, served: tuple[Path, str], status: int
) -> None:
    page = chromium.new_page()
    page.goto(served[1])
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=status)

    page.route("**/state*", refuse)
    page.locator("#banner", has_text="archc view has ended").wait_for()
    page.wait_for_timeout(2500)  # Longer than the page waits before it asks a lost server again.
    assert len(asked) == 1
    assert page.locator("#banner").is_visible()
    page.close()


def test_a_picture_that_fails_is_not_an_end_of_the_server(
    chromium: Any, served: tuple[Path, str]
) -> None:
    spec, address = served
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.goto(address)
    page.evaluate("""() => {
      const { show } = archcPage;
      archcPage.show = () => {
        archcPage.show = show;
        throw new Error("cannot be drawn");
      };
    }""")
    with page.expect_event("pageerror"):
        edit(spec, "inception_resnet_b, repeat: 20", "inception_resnet_b, repeat: 5")
    assert page.locator("#banner").is_hidden()
    edit(spec, "inception_resnet_b, repeat: 5", "inception_resnet_b, repeat: 6")
    page.locator("#scene .item", has_text="6 x inception_resnet_b").wait_for()
    assert errors == ["cannot be drawn"]
    page.close()


def test_a_comparison_follows_its_specs(open_page: OpenPage, tmp_path: Path) -> None:
    text = (ROOT / V2).read_text(encoding="utf-8")
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    for path in (old, new):
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "archc", "view", str(old), str(new), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            page = open_page(process.stdout.readline().split()[-1])
            assert "same graph" in page.locator("#details").inner_text()
            edit(new, "inception_resnet_b, repeat: 20", "inception_resnet_b, repeat: 21")
            page.locator("#scene .badge", has_text="+10").wait_for()
        finally:
            process.terminate()
            process.communicate(timeout=20)


def test_a_spec_with_errors_is_drawn_once_it_is_mended(chromium: Any, tmp_path: Path) -> None:
    text = (ROOT / V2).read_text(encoding="utf-8")
    spec = tmp_path / "net.yaml"
    spec.write_text(text.replace("block: inception_resnet_b,", "block: bee,"), encoding="utf-8")
    command = [sys.executable, "-m", "archc", "view", str(spec), "--watch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        page = chromium.new_page()
        try:
            page.goto(process.stdout.readline().split()[-1])
            assert "there is no block `bee`" in page.locator("main").inner_text()
            spec.write_text(text, encoding="utf-8")
            page.locator("#scene .item", has_text="20 x inception_resnet_b").wait_for()
        finally:
            page.close()
            process.terminate()
            process.communicate(timeout=20)
