"""Renders what became of networks as JSON, for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from archc.compare.change import Change
from archc.compare.compare import Comparison
from archc.compare.compare_specs import Compared
from archc.compare.weights import Tensor
from archc.source.shown_path import shown_path
from archc.source.source_file import Span

VERSION = 1


def render_diff_json(compared: Sequence[Compared]) -> str:
    """A document with all networks."""
    document = {"version": VERSION, "networks": [_network(one) for one in compared]}
    return json.dumps(document, indent=2) + "\n"


def _network(one: Compared) -> dict[str, Any]:
    found: dict[str, Any] = {"path": one.path, "variant": one.variant, "status": one.status}
    if one.old_variant != one.variant:
        found["old_variant"] = one.old_variant
    if one.comparison is not None:
        found |= _comparison(one.comparison)
    if one.status == "broken":
        found["errors"] = [
            {
                "side": side,
                "code": error.code.id,
                "message": error.message,
                "place": _place(error.span),
            }
            for side, errors in zip(("old", "new"), one.errors, strict=True)
            for error in errors
        ]
    return found


def _comparison(comparison: Comparison) -> dict[str, Any]:
    weights = comparison.weights
    return {
        "same_graph": comparison.is_same,
        "renamed": [{"old": old, "new": new} for old, new in comparison.renamed],
        "changes": [_change(change) for change in comparison.changes],
        "counts": {count.name: {"old": count.old, "new": count.new} for count in comparison.counts},
        "stages": [
            {
                "old_name": stage.old_name or None,
                "new_name": stage.new_name or None,
                "shape": {"old": stage.shapes[0], "new": stage.shapes[1]},
                "parameters": dict(zip(("old", "new"), stage.parameters, strict=True)),
                "multiply_adds": dict(zip(("old", "new"), stage.multiply_adds, strict=True)),
            }
            for stage in comparison.stages
        ],
        "weights": {
            "share": weights.share,
            "kept": [{"old": old.label, "new": new.label} for old, new in weights.kept],
            "reshaped": [
                {"old": _tensor(old), "new": _tensor(new)} for old, new in weights.reshaped
            ],
            "lost": [_tensor(tensor) for tensor in weights.lost],
            "new": [_tensor(tensor) for tensor in weights.new],
        },
        "guessed_renames": [rename._asdict() for rename in comparison.renames],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "scope": {"kind": change.scope.kind, "name": change.scope.name},
        "path": change.path,
        "what": change.what,
        "details": [detail._asdict() for detail in change.details],
        "uses": change.uses,
        "layers": list(change.layers),
        "follows": change.follows,
        "old": _place(change.old),
        "new": _place(change.new),
    }


def _tensor(tensor: Tensor) -> dict[str, Any]:
    return {"name": tensor.label, "shape": list(tensor.shape)}


def _place(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    line, column = span.file.position(span.start)
    return {"path": shown_path(span.file.name), "line": line, "column": column}
