"""The page in a real browser: what a reader does with a mouse, and what they see then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.slow
V2 = "specs/inception_resnet_v2.yaml"
Pages = Callable[..., Path]


def item(page: Any, name: str) -> Any:
    """What is drawn of a layer or a group."""
    return page.locator("#scene .item, #scene .open").filter(has_text=name).first


def fact(page: Any, name: str) -> str:
    """A value of the panel, by its name."""
    texts = page.locator("#details .facts dt, #details .facts dd").all_inner_texts()
    return dict(zip(texts[::2], texts[1::2], strict=True))[name].strip()


def open_group(page: Any, name: str) -> None:
    item(page, name).locator(".toggle").first.click()
    settle(page)


def settle(page: Any) -> None:
    """Waits until the camera stands still. The page allows no text to be run, so no condition in words."""
    page.evaluate("""() => new Promise((resolve) => {
      const ask = () => (archcPage.camera.motion ? requestAnimationFrame(ask) : resolve());
      requestAnimationFrame(ask);
    })""")


def chosen_lines(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#text .line.chosen code").all_inner_texts()]


def test_a_page_opens_with_the_stages_closed(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    assert page.title() == "inception_resnet_v2 - archc"
    assert page.locator("#scene .item .name").all_text_contents() == [
        *("input", "stem", "a", "reduce_a", "b", "aux", "reduce_b", "c", "head"),
    ]
    assert "20 x inception_resnet_b" in item(page, "inception_resnet_b").text_content()
    assert page.locator("#totals").inner_text().startswith("465 layers, 58.84 M parameters")
    box = page.locator("#canvas").bounding_box()
    for one in page.locator("#scene .item").all():
        place = one.bounding_box()
        assert box["x"] <= place["x"]
        assert place["y"] + place["height"] <= box["y"] + box["height"]


def test_a_block_is_opened_and_closed(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    open_group(page, "inception_resnet_b")
    assert page.locator("#scene .turn").count() >= 3
    open_group(page, "b 1")
    assert item(page, "1x7 conv 160").is_visible()
    assert page.locator("#scene .badge.resolved").count() > 0
    page.evaluate("archcPage.toggle(archcPage.model.groups.get('b'))")
    settle(page)
    assert page.locator("#scene .turn").count() == 0
    item(page, "inception_resnet_b").locator(".body").dblclick()
    settle(page)
    assert page.locator("#scene .turn").count() > 0
    page.locator("#open-more").click()
    page.locator("#close-all").click()
    settle(page)
    assert page.locator("#scene .item").count() == 9


def test_a_layer_is_clicked_and_read(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    open_group(page, "inception_resnet_b")
    open_group(page, "b 1")
    item(page, "1x7 conv 160").locator(".body").click()
    assert page.locator("#details h2").inner_text() == "b_1_right_conv_2"
    assert fact(page, "kind") == "conv"
    assert fact(page, "shape") == "17x17x160"
    assert fact(page, "parameters") == "143,520 (0.2%)"
    assert fact(page, "multiply-adds") == "41,431,040 (0.3%)"
    assert fact(page, "receptive field") == "407x503, more than the image"
    assert fact(page, "reads") == "b_1_right_conv_1"
    assert fact(page, "kernel") == "[1, 7]"
    assert fact(page, "line").endswith("inception_resnet_v2.yaml:38")
    assert len(chosen_lines(page)) == 1
    assert "{conv: 160, kernel: [1, 7]}" in chosen_lines(page)[0]
    assert page.url.endswith("#b_1_right_conv_2")
    page.reload()
    assert page.locator("#details h2").inner_text() == "b_1_right_conv_2"


def test_the_line_under_the_pointer_is_marked(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    item(page, "inception_resnet_b").locator(".body").hover()
    assert "20 x inception_resnet_b" in page.locator("#hint").inner_text()
    assert page.locator("#text .line.hinted").count() == 1


def test_a_line_leads_to_its_layers(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    page.locator("#text .line", has_text="conv: 1154").click()
    assert page.locator("#details h2").inner_text() == "b"
    assert page.locator("#live").inner_text() == "20 layers from line 39"
    assert "b" in page.locator("#scene .item.selected .name").all_text_contents()
    page.evaluate("archcPage.toggle(archcPage.model.groups.get('b'))")
    page.evaluate("archcPage.toggle(archcPage.model.groups.get('b').members[0])")
    page.locator("#text .line", has_text="conv: 1154").click()
    settle(page)
    assert item(page, "1x1 conv 1152").get_attribute("class").split()[-1] == "selected"
    page.locator("#text .line", has_text="name: reduce_a").click()
    assert page.locator("#details h2").inner_text() == "reduce_a"
    page.locator("#text .line", has_text="name: inception_resnet_v2").click()
    assert page.locator("#live").inner_text() == "No layers come from line 3"


def test_search_goes_through_the_matches(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    page.locator("#query").fill("dense")
    assert page.locator("#matches").inner_text() == "2"
    page.locator("#next").click()
    first = page.locator("#details h2").inner_text()
    assert page.locator("#matches").inner_text() == "1 of 2"
    page.locator("#next").click()
    second = page.locator("#details h2").inner_text()
    assert {first, second} == {"aux_dense", "head_dense"}
    page.locator("#previous").click()
    assert page.locator("#details h2").inner_text() == first
    assert item(page, "dense 1001").is_visible()  # The group around it was opened.
    page.locator("#query").fill("avg_pool 5x5x1152")
    assert page.locator("#matches").inner_text() == "1"
    page.locator("#query").fill("no such layer")
    assert page.locator("#matches").inner_text() == "0"
    assert page.locator("#next").is_disabled()


def test_bars_lead_into_groups(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    bar = page.locator("#bars .bar").first
    assert bar.locator(".bar-total").inner_text() == "58.84 M"
    piece = bar.get_by_role("button", name="b: 23,516,800 parameters, 40.0%")
    whole = bar.locator(".pieces").bounding_box()
    assert piece.bounding_box()["width"] == pytest.approx(0.4 * whole["width"], rel=0.1)
    piece.click()
    assert page.locator("#details h2").inner_text() == "b"
    assert "name: b," in chosen_lines(page)[0]
    assert page.locator("#bars .bar").first.locator(".piece").count() == 20
    page.locator("#bars .crumbs").get_by_role("button", name="inception_resnet_v2").click()
    assert page.locator("#bars .bar").first.locator(".piece").count() == 8


def test_findings_lead_to_layers(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    page.get_by_role("tab", name="Findings").click()
    page.locator("#findings-panel").get_by_text("1152 filters, not 1154").click()
    assert page.locator("#details h2").inner_text() == "b"
    assert "residual" in chosen_lines(page)[0]
    assert page.locator("#text .line.resolved").count() == 2


def test_the_theme_is_kept(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2), color_scheme="light")

    def colour() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = colour()
    page.locator("#theme").click()
    assert page.locator("#theme").get_attribute("aria-label") == "Theme: light"
    page.locator("#theme").click()
    dark = colour()
    assert dark != light
    page.reload()
    assert colour() == dark
    page.locator("#theme").click()
    assert colour() == light
    page.emulate_media(color_scheme="dark")
    assert colour() == dark


def test_the_picture_is_moved_and_zoomed(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2))
    settle(page)
    stem = item(page, "stem")
    before = stem.bounding_box()
    stem.hover()
    page.mouse.wheel(0, 20)
    settle(page)
    moved = stem.bounding_box()
    assert moved["y"] == pytest.approx(before["y"] - 20, abs=2)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    settle(page)
    assert stem.bounding_box()["width"] > 1.5 * moved["width"]
    page.locator("#fit").click()
    settle(page)
    assert stem.bounding_box() == pytest.approx(before, abs=1)
    canvas = page.locator("#canvas").bounding_box()
    x, y = canvas["x"] + 30, canvas["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 25, steps=4)
    page.mouse.up()
    settle(page)
    assert stem.bounding_box()["x"] == pytest.approx(before["x"] + 40, abs=2)
    assert stem.bounding_box()["y"] == pytest.approx(before["y"] + 25, abs=2)


def test_fingers_move_and_pinch(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2), has_touch=True)
    stem = item(page, "stem")
    before = stem.bounding_box()
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", (500, 300))
    for step in range(1, 6):
        touch("touchMove", (500 + 10 * step, 300))
    touch("touchEnd")
    settle(page)
    assert stem.bounding_box()["x"] > before["x"] + 35
    width = stem.bounding_box()["width"]
    touch("touchStart", (500, 300), (560, 300))
    for step in range(1, 6):
        touch("touchMove", (500 - 12 * step, 300), (560 + 12 * step, 300))
    touch("touchEnd")
    settle(page)
    assert stem.bounding_box()["width"] > 1.8 * width


def test_without_motion_the_camera_jumps(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2), reduced_motion="reduce")
    page.locator("#query").fill("head_dense")
    page.keyboard.press("Enter")
    assert page.evaluate("archcPage.camera.motion") is None


def test_a_small_window_scrolls(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2), viewport={"width": 400, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.locator("#text .line", has_text="conv: 1154").scroll_into_view_if_needed()
    assert page.locator("#text .line", has_text="conv: 1154").is_visible()


def test_a_hostile_spec_runs_nothing(open_page: OpenPage, pages: Pages, tmp_path: Path) -> None:
    hostile = "</script><script>globalThis.hacked = 1</script><img src=x onerror=hacked=1>"
    spec = tmp_path / "hostile.yaml"
    spec.write_text(
        f"archc: 1\nname: hostile\ndescription: '{hostile}'\ninput: {{shape: [8, 8, 3]}}\n"
        f"arguments: {{label: '{hostile}'}} # {hostile} archc: allow unused-argument\nstem: [relu]\n"
    )
    page = open_page(pages(str(spec)))
    assert page.evaluate("globalThis.hacked") is None
    assert hostile in page.locator("#details").inner_text()
    assert hostile in page.locator("#text").inner_text()
    assert page.locator("img").count() == 0


def test_an_address_that_names_nothing_shows_the_page(open_page: OpenPage, pages: Pages) -> None:
    for name in ("nothing", "%", "%E0%A4%A"):
        page = open_page(f"{pages(V2).as_uri()}#{name}")
        assert page.locator("#details h2").inner_text() == "inception_resnet_v2"


def test_every_spec_of_the_zoo_opens_whole(open_page: OpenPage, pages: Pages) -> None:
    for spec in ("nasnet", "densenet", "efficientnet", "convnext"):
        page = open_page(pages(f"specs/zoo/{spec}.yaml"))
        page.evaluate("for (const one of archcPage.model.groups.values()) one.isOpen = true")
        page.evaluate("archcPage.place()")
        assert page.evaluate(_OVERLAPS) == []


_OVERLAPS = """(() => {
  const found = [];
  for (const group of archcPage.model.groups.values()) {
    group.members.forEach((a, i) => {
      if (a.x < 0 || a.y < 0 || a.x + a.w > group.w || a.y + a.h > group.h) found.push(`${a.id} sticks out`);
      for (const b of group.members.slice(i + 1)) {
        const isBeside = a.x >= b.x + b.w || b.x >= a.x + a.w || a.y >= b.y + b.h || b.y >= a.y + a.h;
        if (!isBeside) found.push(`${a.id} lies over ${b.id}`);
      }
    });
  }
  return found;
})()"""


def test_text_can_be_read_in_a_small_window(open_page: OpenPage, pages: Pages) -> None:
    for width, height in ((800, 700), (1400, 900)):
        page = open_page(pages(V2), viewport={"width": width, "height": height})
        assert page.evaluate("archcPage.camera.scale") >= 0.8
        canvas, first = page.locator("#canvas").bounding_box(), item(page, "input").bounding_box()
        assert canvas["y"] <= first["y"] <= canvas["y"] + 60
        assert canvas["x"] <= first["x"] <= canvas["x"] + canvas["width"] - first["width"]
        assert item(page, "stem").locator(".name").is_visible()


def test_the_picture_fits_a_window_of_another_size(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(pages(V2), viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    middle = "archcPage.camera.x + archcPage.scene.root.w * archcPage.camera.scale / 2"
    page.set_viewport_size({"width": 1200, "height": 600})
    settle(page)
    width = page.locator("#canvas").bounding_box()["width"]
    assert page.evaluate(middle) == pytest.approx(width / 2, abs=1)
    page.locator("#canvas").focus()
    page.keyboard.press("Shift+ArrowRight")
    moved = page.evaluate("archcPage.camera.x")
    page.set_viewport_size({"width": 1400, "height": 900})
    settle(page)
    assert page.evaluate("archcPage.camera.x") == moved


def test_an_address_opens_what_it_names(open_page: OpenPage, pages: Pages) -> None:
    page = open_page(f"{pages(V2).as_uri()}#b_1_right_conv_2")
    layer = item(page, "1x7 conv 160")
    assert layer.is_visible()
    assert "selected" in layer.get_attribute("class").split()
    canvas, place = page.locator("#canvas").bounding_box(), layer.bounding_box()
    for start, size in (("x", "width"), ("y", "height")):
        middle = canvas[start] + canvas[size] / 2
        assert place[start] + place[size] / 2 == pytest.approx(middle, abs=12)
