"""What graph languages say of a panel beside its tiles: its title and table, and the shapes on its wires."""

from __future__ import annotations

from archc.ops.shape import render_shape
from archc.pictures.sketch.sketch import Panel


def panel_title(panel: Panel) -> str:
    """The title of a panel with its caption, and what its letters stand for."""
    head, *rows = [" ".join(row).strip() for row in (panel.table.head, *panel.table.rows)]
    lines = [f"{panel.title} {panel.caption}".strip(), *([head] if head else []), *rows]
    return "\n".join(lines)


def shapes_on_links(panel: Panel) -> dict[str, str]:
    """What the wires out of the tiles of an overview carry."""
    return {tile.id: render_shape(tile.shape) for tile in panel.body.tiles() if tile.shape}
