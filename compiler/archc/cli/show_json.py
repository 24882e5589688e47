"""Writes a graph with its counts as JSON, for tools.

Shapes are channels last and have no batch axis. A place has `file`, and `line` and `column` from 1.
Keys are only ever added; what a key means changes only with `format`.

    format     1
    name, spec                            of the network, and the path of its file
    variant, variants                     the preset that was chosen, or null; the names of all presets
    arguments                             name -> value
    inputs, outputs                       [{name, shape}]
    totals                                {layers, parameters, trainable, multiply_adds}
    stages     [{name, text, block, repeat, is_output, active, shape, layers,
                 parameters, trainable, multiply_adds}]
    layers     [{name, kind, stage, inputs, shape, parameters, trainable, multiply_adds, place}]
    scaled     [{what, before, factor, after, text, place}]
    resolved   [{repeats, kind, policy, text, place, changed, operand}]
"""

from __future__ import annotations

import json
from typing import Any

from archc.backends.summary import LayerCount, Summary
from archc.cli.resolved_sums import ResolvedSum, resolved_sums
from archc.cli.stage_counts import StageCount, stage_counts
from archc.ir.graph import Graph
from archc.lowering.scaled_counts import ScaledCount, scaled_counts
from archc.source.source_file import Span

_FORMAT = 1
_Json = dict[str, Any]


def show_json(graph: Graph, summary: Summary, variant: str | None, presets: tuple[str, ...]) -> str:
    """The JSON text, without a final line break."""
    spans = {node.name: node.step.site.span for node in graph.layers() if node.step is not None}
    document = {
        "format": _FORMAT,
        "name": summary.name,
        "spec": graph.spec.file.name,
        "variant": variant,
        "variants": presets,
        "arguments": graph.arguments,
        "inputs": [{"name": name, "shape": shape} for name, shape in summary.inputs],
        "outputs": [{"name": name, "shape": shape} for name, shape in summary.outputs],
        "totals": {"layers": summary.layers, **_counts(summary)},
        "stages": [_stage(stage) for stage in stage_counts(graph, summary)],
        "layers": [_layer(layer, spans[layer.name]) for layer in summary.layer_counts],
        "scaled": [_scaled(count) for count in scaled_counts(graph)],
        "resolved": [_resolved(entry) for entry in resolved_sums(graph)],
    }
    return json.dumps(document, indent=1)


def _scaled(count: ScaledCount) -> _Json:
    return {
        "what": count.what,
        "before": count.before,
        "factor": count.factor,
        "after": count.after,
        "text": str(count),
        "place": _place(count.span),
    }


def _counts(counted: Summary | StageCount | LayerCount) -> _Json:
    return {
        "parameters": counted.parameters,
        "trainable": counted.trainable,
        "multiply_adds": counted.multiply_adds,
    }


def _stage(stage: StageCount) -> _Json:
    return {
        "name": stage.name,
        "text": stage.text,
        "block": stage.block,
        "repeat": stage.repeat,
        "is_output": stage.is_output,
        "active": stage.active,
        "shape": stage.shape,
        "layers": len(stage.layers),
        **_counts(stage),
    }


def _layer(layer: LayerCount, span: Span) -> _Json:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "stage": layer.stage,
        "inputs": layer.inputs,
        "shape": layer.shape,
        **_counts(layer),
        "place": _place(span),
    }


def _resolved(entry: ResolvedSum) -> _Json:
    return {
        "repeats": entry.repeats,
        "kind": entry.kind,
        "policy": entry.policy,
        "text": entry.text,
        "place": _place(entry.place),
        "changed": _place(entry.changed),
        "operand": _place(entry.operand),
    }


def _place(span: Span) -> _Json:
    line, column = span.file.position(span.start)
    return {"file": span.file.name, "line": line, "column": column}
