"""The page of a comparison in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.conftest import ROOT, OpenPage
from tests.browser.test_view_page import V2, chosen_lines, item, open_group, settle

pytestmark = pytest.mark.slow
Pages = Callable[..., Path]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Inception-ResNet-v2 without scaling in its B blocks, two of them fewer, a wider branch in A."""
    text = (ROOT / V2).read_text(encoding="utf-8")
    before, block, after = text.partition("  inception_resnet_b: # figure 17")
    after = after.replace("        - {scale: 0.1, when: $scale}\n", "", 1)
    before = before.replace("{conv: 48, kernel: 3}", "{conv: 40, kernel: 3}, batch_norm")
    text = (
        before
        + block
        + after.replace("inception_resnet_b, repeat: 20", "inception_resnet_b, repeat: 18")
    )
    path = tmp_path_factory.mktemp("changed") / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_changes_are_marked_in_the_picture(open_page: OpenPage, pages: Pages, changed: str) -> None:
    page = open_page(pages(V2, changed))
    assert item(page, "inception_resnet_a").locator(".badge").all_text_contents() == ["~10", "+10"]
    open_group(page, "inception_resnet_a")
    open_group(page, "a 1")
    assert page.locator("#scene .layer.mark-added").first.text_content().startswith("batch norm")
    item(page, "3x3 conv 40").locator(".body").click()
    remark = page.locator("#details .remark.mark-changed")
    assert "~ changed" in remark.inner_text()
    assert "48 \N{RIGHTWARDS ARROW} 40" in remark.inner_text()
    page.locator("#query").fill("b_20_relu")
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator("#details .remark").inner_text() == "\N{MINUS SIGN} removed"
    assert page.locator("#scene .mark-removed").count() > 5


def test_changes_are_listed_and_lead_to_layers(
    open_page: OpenPage, pages: Pages, changed: str
) -> None:
    page = open_page(pages(V2, changed))
    assert "different" in page.locator("#details").inner_text()
    assert "parameters" in page.locator("#details table").inner_text()
    page.get_by_role("tab", name="Changes").click()
    page.locator("#findings-panel").get_by_text("right.conv_2: filters 48 -> 40").click()
    assert page.locator("#details h2").inner_text() == "a"
    assert "conv: 40" in chosen_lines(page)[0]
    page.locator("#findings-panel").get_by_text("scale").first.click()
    assert (
        page.locator('#files [aria-pressed="true"]').inner_text() == "old: inception_resnet_v2.yaml"
    )
    assert "scale: 0.1" in chosen_lines(page)[0]
    signs = page.locator("#findings-panel .sign").all_inner_texts()
    assert {"+", "~", "\N{MINUS SIGN}"} <= set(signs)


@pytest.mark.parametrize("width", [1000, 1400])
def test_the_counts_fit_into_the_panel(
    open_page: OpenPage, pages: Pages, changed: str, width: int
) -> None:
    page = open_page(pages(V2, changed), viewport={"width": width, "height": 900})
    assert "%)" in page.locator("#details table").inner_text()
    room = "document.querySelector('#details')"
    assert page.evaluate(f"{room}.scrollWidth <= {room}.clientWidth")


def test_the_outline_marks_what_changed_inside(
    open_page: OpenPage, pages: Pages, changed: str
) -> None:
    page = open_page(pages(V2, changed))
    row = page.locator("#outline .row.group", has=page.get_by_text("a", exact=True))
    assert row.locator(".row-count").inner_text() == "+10 ~10"
    assert row.locator(".hidden").text_content().endswith("10 added, 10 changed")
    untouched = page.locator("#outline .row.group", has=page.get_by_text("reduce_a", exact=True))
    assert untouched.locator(".row-count").inner_text().endswith("%")
