"""The page without a mouse, and as axe-core and screen readers see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import OpenPage
from tests.browser.requirements import need_axe
from tests.browser.test_view_diff import changed
from tests.browser.test_view_page import V2

__all__ = ["changed"]
pytestmark = pytest.mark.slow
Pages = Callable[..., Path]


def violations(page: Any) -> list[str]:
    """What axe-core finds, with the elements."""
    page.evaluate(need_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['impact']} {one['id']}: {one['help']} {[node['html'] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
def test_axe_finds_nothing(open_page: OpenPage, pages: Pages, scheme: str, width: int) -> None:
    page = open_page(pages(V2), color_scheme=scheme, viewport={"width": width, "height": 800})
    assert violations(page) == []
    page.locator("#query").fill("b_1_right_conv_2")
    page.keyboard.press("Enter")
    assert violations(page) == []
    page.get_by_role("tab", name="Findings").click()
    assert violations(page) == []
    page.locator("#help-button").click()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_comparisons(
    open_page: OpenPage, pages: Pages, changed: str, scheme: str
) -> None:
    page = open_page(pages(V2, changed), color_scheme=scheme)
    assert violations(page) == []
    page.get_by_role("tab", name="Changes").click()
    page.locator("#findings-panel").get_by_text("right.conv_2: filters 48 -> 40").click()
    assert violations(page) == []


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def said(page: Any) -> str:
    return str(page.locator("#live").inner_text())


def test_everything_is_reached_by_tab(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    found = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found.append(focused(page))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or found[-1] == "skip", found[-1]
        if found[-1] == "text":
            break
    wanted = ["skip", "query", "theme", "help-button", "tab-outline", "outline", "canvas", "fit"]
    wanted += ["piece", "details", "file", "text"]
    places = [found.index(name) for name in wanted]
    assert places == sorted(places)


def test_a_walk_by_keys_alone(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Skips to the outline.
    assert focused(page) == "outline"
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert said(page) == "a, 10 x inception_resnet_a, 120 layers, gives 35 by 35 by 384"
    row = page.locator(f"#{page.locator('#outline').get_attribute('aria-activedescendant')}")
    assert row.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#details h2").inner_text() == "a 1"
    page.keyboard.press("Enter")
    assert said(page) == "a 1 open, 12 parts"
    page.keyboard.press("/")
    assert focused(page) == "query"
    page.keyboard.type("dense")
    assert said(page) == "2 matches"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert focused(page) == "canvas"
    assert page.locator("#details h2").inner_text() == "aux_dense"
    page.keyboard.press("ArrowUp")
    assert page.locator("#details h2").inner_text() == "aux_flatten"
    page.keyboard.press("Escape")
    assert page.locator("#details h2").inner_text() == "aux"
    page.keyboard.press("Enter")
    assert said(page) == "aux closed"
    page.keyboard.press("ArrowRight")
    assert page.locator("#details h2").inner_text() == "reduce_b"
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_lines_are_walked_by_keys(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    page.locator("#text").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert said(page).startswith("line 14: ")
    page.keyboard.press("Enter")
    assert page.locator("#details h2").inner_text() == "a"


def test_the_outline_is_a_tree(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    tree = page.get_by_role("tree", name="Stages, blocks and layers")
    assert tree.get_by_role("treeitem", level=1).count() == 9
    tree.get_by_role(
        "treeitem", name="b 20 x inception_resnet_b 40.0% of the parameters, 200 layers"
    ).locator(".twist").click()
    turn = tree.get_by_role(
        "treeitem", name="b 1 2.0% of the parameters, 10 layers, gives 17 by 17 by 1152", exact=True
    )
    assert turn.get_attribute("aria-posinset") == "1"
    assert turn.get_attribute("aria-setsize") == "20"
    turn.locator(".twist").click()
    made = "made to fit: `conv` has 1152 filters, not 1154"
    assert tree.get_by_role("treeitem", name=made).count() == 1
