"""A real browser, in which every page must stay without errors and without requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.requirements import need_chromium

from archc.cli import main

ROOT = Path(__file__).parents[2]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
OpenPage = Callable[..., Any]
"""Opens a file or an address; further arguments are options of a context of playwright."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = need_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[OpenPage]:
    """Every page must have said nothing at its end, and asked for nothing but itself."""
    contexts: list[Any] = []
    said: list[str] = []

    def call(place: Path | str, **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        address = place.as_uri() if isinstance(place, Path) else place
        own = address.partition("#")[0]
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        page.on("request", lambda one: one.url.startswith((own, "data:")) or said.append(one.url))
        page.set_default_timeout(10_000)
        page.goto(address)
        page.locator("#scene .item").first.wait_for(state="attached")
        return page

    yield call
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes pages of specs, each once: `pages("specs/inception_v4.yaml")`."""
    folder = tmp_path_factory.mktemp("pages")
    written: dict[tuple[str, ...], Path] = {}

    def call(*specs: str) -> Path:
        if specs not in written:
            path = folder / f"{len(written)}.html"
            paths = [str(ROOT / spec) for spec in specs]
            assert main(["view", *paths, "-o", str(path), "--allow-outside"]) == 0
            written[specs] = path
        return written[specs]

    return call
