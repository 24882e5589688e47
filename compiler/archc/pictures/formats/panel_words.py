"""What graph languages say of a panel beside its tiles: its title and table, and the shapes on its wires."""

from __future__ import annotations

from archc.ops.shape import render_shape
from archc.pictures.layout.place import caption
from archc.pictures.sketch.sketch import Frame, Panel


def panel_title(panel: Panel) -> str:
    """The title of a panel with its caption, and what its letters stand for."""
    head, *rows = [" ".join(row).strip() for row in (panel.table.head, *panel.table.rows)]
    lines = [f"{panel.title} {panel.caption}".strip(), *([head] if head else []), *rows]
    return "\n".join(lines)


def stage_names(panel: Panel) -> dict[str, str]:
    """What stands before the words of the first tile of each stage that does not say its name itself."""
    stages = [part for part in panel.body.parts if isinstance(part, Frame) and caption(part)]
    return {next(stage.body.tiles()).id: f"{stage.title}: " for stage in stages}


def shapes_on_links(panel: Panel) -> dict[str, str]:
    """What the wires out of the tiles of an overview carry."""
    return {tile.id: render_shape(tile.shape) for tile in panel.body.tiles() if tile.shape}
