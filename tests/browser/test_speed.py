"""How fast pages are, printed for docs/view.md; nothing here fails because a machine is slow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import ROOT, OpenPage

from archc.cli import main

pytestmark = pytest.mark.slow
LARGE = """\
archc: 1
name: large
input: {shape: [64, 64, 3]}
defaults: {conv: {padding: same, activation: relu}}
blocks:
  cell:
    - residual:
        - concat:
            left: [{conv: 8, kernel: 1}]
            middle: [{conv: 8, kernel: 1}, {conv: 8, kernel: 3}]
            right: [{conv: 8, kernel: 1}, {conv: 12, kernel: 3}, {conv: 16, kernel: 3}]
        - {conv: 32, kernel: 1, activation: linear}
    - batch_norm
    - relu
stem: [{conv: 32, kernel: 3}]
stages:
  - {name: a, block: cell, repeat: 115}
  - {name: b, block: cell, repeat: 115}
  - {name: c, block: cell, repeat: 115}
  - {name: d, block: cell, repeat: 116}
head: [global_avg_pool, {dense: 10}]
"""
MEASURE = """async () => {
  const app = archcPage;
  const frame = () => new Promise(requestAnimationFrame);
  const time = (work) => { const start = performance.now(); work(); return performance.now() - start; };
  const found = {layers: app.model.layers.length};
  let paint = null;
  while (!paint) {
    await frame();
    [paint] = performance.getEntriesByName("first-contentful-paint");
  }
  found["first draw, ms after the start"] = paint.startTime;
  const stage = app.model.root.members.find((one) => one.isGroup && one.count > 100);
  found["opening a stage, ms"] = time(() => app.toggle(stage));
  found["opening a block, ms"] = time(() => app.toggle(stage.members[0]));
  found["opening all, ms"] = time(() => {
    for (const group of app.model.groups.values()) group.isOpen = true;
    app.place();
  });
  const ways = {
    moving: [1, () => app.camera.pan(-9, -23)],
    "moving far away": [0.1, () => app.camera.pan(-2, -3)],
    zooming: [0.05, () => app.camera.zoom(1.03)],
  };
  for (const [name, [scale, move]] of Object.entries(ways)) {
    Object.assign(app.camera, {scale, x: 100, y: -100 * scale});
    const times = [];
    for (let i = 0, last = await frame(); i < 120; i++) {
      move();
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    found[`frame while ${name}, ms: median`] = times[60];
    found[`frame while ${name}, ms: 95 of 100`] = times[114];
  }
  found["elements drawn"] = document.querySelectorAll("#scene *").length;
  return found;
}"""


@pytest.mark.parametrize("name", ["large", "inception_v4"])
def test_speed(
    name: str, open_page: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, path = tmp_path / "large.yaml", tmp_path / "page.html"
    spec.write_text(LARGE, encoding="utf-8")
    given = spec if name == "large" else ROOT / "specs" / f"{name}.yaml"
    assert main(["view", str(given), "-o", str(path)]) == 0
    page: Any = open_page(path)
    found: dict[str, float] = page.evaluate(MEASURE)
    assert found["layers"] > (5_000 if name == "large" else 400)
    assert 10 < found["elements drawn"] < 3_000  # Only what is seen is drawn.
    with capsys.disabled():
        print(f"\n{name}: {path.stat().st_size / 1000:,.0f} kB")
        for what, value in found.items():
            print(f"  {what}: {value:,.1f}")
