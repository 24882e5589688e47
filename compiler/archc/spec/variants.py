"""Reads what a spec says about itself: the tree of its base with its own edits applied, and its presets.

1. `extends` names the base by a path relative to the file, or a preset of the base:
   `{spec: resnet.yaml, variant: resnet101}`.
2. A variant states its own texts; everything else of the base is changed by edits (`edits.py`).
3. The presets of the base are not those of the variant.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.diagnostics.suggest import closest, suggest
from archc.schema.language import spec_schema
from archc.schema.variants import EDIT_KEYS
from archc.source.limits import MAX_EXTENDS
from archc.source.source_file import SourceFile, Span
from archc.spec.edit_traces import Traces
from archc.spec.edits import apply_edits
from archc.spec.presets import TEXT_KEYS, Preset, choose_preset, read_presets
from archc.spec.read_edits import read_edits, within_limit
from archc.syntax.tree import Mapping, Scalar, Tree

Loader = Callable[[str, Span], tuple[SourceFile, Tree] | None]
"""Reads the spec at a path, which stands at a place; says what is wrong when it cannot."""

OWN_KEYS = ("archc", *TEXT_KEYS)
"""Keys that a variant states for itself; everything else of the base is changed by edits."""
_KEYS = (*OWN_KEYS, "extends", "variants", *EDIT_KEYS)


class Network(NamedTuple):
    """What a file says: a whole spec, free of `extends` and edits, and presets of it."""

    tree: Tree
    presets: dict[str, Preset]


class _Target(NamedTuple):
    """What `extends` names."""

    spec: Scalar
    variant: Scalar | None


def read_network(tree: Tree, load: Loader, traces: Traces, sink: Sink) -> Network | None:
    """The spec in a tree, its bases merged in; None, with diagnostics, when that cannot be done."""
    return _Reader(load, traces, sink).read(tree, ())


class _Reader:
    def __init__(self, load: Loader, traces: Traces, sink: Sink) -> None:
        self._load = load
        self._traces = traces
        self._sink = sink

    def read(self, tree: Tree, chain: tuple[Span, ...]) -> Network | None:
        if not isinstance(tree, Mapping):
            return Network(tree, {})
        presets = read_presets(tree, self._sink)
        whole = self._extended(tree, chain) if "extends" in tree.values else self._plain(tree)
        return Network(whole, presets) if whole is not None else None

    def _plain(self, tree: Mapping) -> Mapping | None:
        """A spec without a base: it has nothing to edit."""
        edits = [key for key in EDIT_KEYS if key in tree.values]
        if edits and self._has_misspelt(tree):
            return None
        for key in edits:
            message = f"`{key}` edits the spec that this one extends, and there is no `extends`"
            self._fail(codes.MISSING_KEY, message, tree.keys[key])
        rest = {key: value for key, value in tree.items() if key != "variants"}
        keys = {key: tree.keys[key] for key in rest}
        return Mapping(keys, rest, tree.span) if not edits else None

    def _has_misspelt(self, tree: Mapping) -> bool:
        """Reports a key that was meant to be `extends`."""
        unknown = (key for key in tree.values if key not in spec_schema()["properties"])
        key = next((key for key in unknown if closest(key, ("extends",))), None)
        if key is None:
            return False
        span = tree.keys[key]
        near, message = suggest(key, ("extends",), span), f"there is no key `{key}` here"
        self._sink.add(Diagnostic(codes.UNKNOWN_KEY, message, span, help=near.help, fix=near.fix))
        return True

    def _extended(self, tree: Mapping, chain: tuple[Span, ...]) -> Mapping | None:
        """Rule 2."""
        target = self._target(tree)
        base = self._base(target, chain) if target is not None else None
        if base is None:
            return None
        for key in [key for key in tree.values if key not in _KEYS]:
            self._sink.add(_foreign_key(key, tree.keys[key]))
        own = [key for key in OWN_KEYS if key in tree.values]
        keys = {**base.keys, **{key: tree.keys[key] for key in own}}
        values = {**base.values, **{key: tree.values[key] for key in own}}
        edits = read_edits(tree, self._sink)
        if not within_limit(edits, base, self._sink):
            return None
        tree = Mapping(keys, values, base.span)
        return apply_edits(tree, edits, self._traces, self._sink)

    def _target(self, tree: Mapping) -> _Target | None:
        """Rule 1."""
        given = tree.values["extends"]
        parts = given if isinstance(given, Mapping) else Mapping({}, {"spec": given}, given.span)
        for key in [key for key in parts.values if key not in _Target._fields]:
            message, names = f"`extends` has no key `{key}`", _Target._fields
            near, span = suggest(key, names, parts.keys[key], known="the keys are"), parts.keys[key]
            finding = Diagnostic(codes.UNKNOWN_KEY, message, span, help=near.help, fix=near.fix)
            self._sink.add(finding)
        spec, variant = _text(parts.get("spec")), _text(parts.get("variant"))
        if spec is None:
            span = parts.values["spec"].span if "spec" in parts.values else tree.keys["extends"]
            message = "`extends` must be the path of a spec"
            help_text = "for example `base.yaml`, or `{spec: base.yaml, variant: small}`"
            self._fail(codes.WRONG_TYPE, message, span, help_text=help_text)
            return None
        if variant is None and "variant" in parts.values:
            message = "`variant` must be the name of a preset of the base"
            self._fail(codes.WRONG_TYPE, message, parts.keys["variant"])
            return None
        return _Target(spec, variant)

    def _base(self, target: _Target, chain: tuple[Span, ...]) -> Mapping | None:
        spec, span = target.spec, target.spec.span
        if len(chain) >= MAX_EXTENDS:
            labels = tuple(Label(place, "by way of this") for place in chain[:3])
            message = f"specs extend each other more than {MAX_EXTENDS} times: is there a cycle?"
            self._fail(codes.EXTENDS_CYCLE, message, span, labels)
            return None
        # Normalised, so that messages name `specs/a.yaml` and not `specs/variants/../a.yaml`.
        name = os.path.normpath(Path(span.file.name).parent / str(spec.value))
        loaded = self._load(name, span)
        if loaded is None:
            return None
        files = [place.file.name for place in (*chain, span)]
        if loaded[0].name in files:
            self._report_cycle((*chain, span)[files.index(loaded[0].name) :])
            return None
        base = self.read(loaded[1], (*chain, span))
        tree = base.tree if base is not None else None
        if base is None or not isinstance(tree, Mapping) or target.variant is None:
            return tree if isinstance(tree, Mapping) else None
        chosen = target.variant
        presets, name = base.presets, str(chosen.value)
        return choose_preset(tree, presets, name, chosen.span, self._traces, self._sink)

    def _report_cycle(self, places: tuple[Span, ...]) -> None:
        """Reports specs that extend each other, at the last `extends` of the circle."""
        *others, last = places
        names = " and ".join(place.file.name for place in (*others[1:], last) if others)
        message = f"{places[0].file.name} extends itself" + (
            f", by way of {names}" if names else ""
        )
        labels = tuple(Label(place, "this leads there") for place in others)
        self._fail(codes.EXTENDS_CYCLE, message, last, labels)

    def _fail(
        self,
        code: codes.Code,
        message: str,
        span: Span,
        labels: tuple[Label, ...] = (),
        help_text: str = "",
    ) -> None:
        self._sink.add(Diagnostic(code, message, span, labels=labels, help=help_text))


def _foreign_key(key: str, place: Span) -> Diagnostic:
    """A key that a variant does not have: one of its base, or a slip."""
    near = suggest(key, _KEYS, place)
    if near.fix is not None and key not in spec_schema()["properties"]:
        message = f"a variant has no key `{key}`"
        return Diagnostic(codes.UNKNOWN_KEY, message, place, help=near.help, fix=near.fix)
    message = f"a variant changes `{key}` of its base by `set`"
    help_text = f"write `set: {{{key}: ...}}`, or name a place inside: `{key}.name`"
    return Diagnostic(codes.UNKNOWN_KEY, message, place, help=help_text)


def _text(tree: Tree | None) -> Scalar | None:
    return tree if isinstance(tree, Scalar) and isinstance(tree.value, str) and tree.value else None
