"""Turns the trunk of a spec into typed stages: the stem, the stages and the head."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Sink
from archc.diagnostics.suggest import closest
from archc.source.source_file import Span
from archc.spec.decode_rows import TABLE_KEYS, check_columns_read, decode_rows
from archc.spec.decode_steps import StepDecoder
from archc.spec.missing_names import missing_names
from archc.spec.model import HoleStep, Site, Stage, Step
from archc.spec.reserved_names import check_stage_name
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

_KINDS = ("block", "steps", "output")


def decode_stages(
    tree: Mapping, parameters: dict[str, list[str]], steps: StepDecoder, sink: Sink
) -> tuple[Stage, ...]:
    """The stages of a spec in order, the stem and the head being stages of that name.

    `parameters` are those of each block.
    """
    return _StageDecoder(tree, parameters, steps, sink).stages()


class _StageDecoder:
    def __init__(
        self, tree: Mapping, parameters: dict[str, list[str]], steps: StepDecoder, sink: Sink
    ) -> None:
        self._tree = tree
        self._parameters = parameters
        self._steps = steps
        self._sink = sink

    def stages(self) -> tuple[Stage, ...]:
        listed = self._tree.get("stages")
        found = [
            *self._section("stem"),
            *self._listed(listed),
            *([_hole(listed)] if listed is not None and not isinstance(listed, Sequence) else []),
            *self._section("head"),
        ]
        self._check_names(found)
        return tuple(found)

    def _listed(self, tree: Tree | None) -> list[Stage]:
        """The stages of the section, tables written out."""
        found: list[Stage] = []
        for item in tree.items if isinstance(tree, Sequence) else ():
            if isinstance(item, Mapping) and any(key in item.values for key in TABLE_KEYS):
                found += self._rows(item)
            else:
                found.append(self._stage(item))
        return found

    def _rows(self, tree: Mapping) -> list[Stage]:
        found = []
        self._steps.columns_read = set()
        for row in decode_rows(tree, self._parameters, self._sink):
            self._steps.columns = row.columns
            found.append(self._stage(row.stage))
        self._steps.columns = {}
        if found:
            check_columns_read(tree, self._steps.columns_read, self._parameters, self._sink)
        return found or [_hole(tree)]

    def _section(self, name: str) -> list[Stage]:
        tree = self._tree.get(name)
        if tree is None:
            return []
        site = Site(name, self._tree.keys[name])
        return [Stage(name, site, self._steps.sequence(tree), None, is_output=False)]

    def _stage(self, tree: Tree) -> Stage:
        named = tree.get("name") if isinstance(tree, Mapping) else None
        if not isinstance(tree, Mapping) or not isinstance(named, Scalar):
            return _hole(tree)
        name = str(named.value)
        site = self._steps.site(tree, name, named.span)
        check_stage_name(name, named.span, self._sink)
        repeat = tree.get("repeat")
        count = self._steps.entry(repeat) if repeat is not None else None
        kinds = [key for key in _KINDS if key in tree.values]
        several = len(site.sources) > 1 or len(site.alias) > 1
        if kinds == ["block"] and several:
            # The block takes or gives several values: the wires are those of its call.
            call = Site("", tree.keys["block"], site.alias, site.sources)
            bare = Site(name, named.span, when=site.when, renamed_from=site.renamed_from)
            return Stage(name, bare, (self._call(tree, call, repeat),), None, is_output=False)
        if len(kinds) != 1:
            self._wrong_kinds(kinds, tree)
            return Stage(name, site, (HoleStep(site),), None, is_output=False)
        if kinds[0] == "output" and site.alias:
            self._no_name(site.alias[0].span)
        return Stage(name, site, self._content(tree, kinds[0]), count, kinds[0] == "output")

    def _no_name(self, span: Span) -> None:
        message = "the value of an output leaves the network, so nothing can read it by a name"
        help_text = "name a step before it, or leave `as` out"
        self._sink.add(Diagnostic(codes.WRONG_VALUE, message, span, help=help_text))

    def _content(self, tree: Mapping, kind: str) -> tuple[Step, ...]:
        value = tree.values[kind]
        if kind != "block":
            self._check_no_with(tree)
            return self._steps.sequence(value)
        return (self._call(tree, Site("", tree.keys["block"]), None),)

    def _call(self, tree: Mapping, site: Site, repeat: Tree | None) -> Step:
        return self._steps.call(tree.values["block"], tree.get("with"), repeat, site)

    def _check_no_with(self, tree: Mapping) -> None:
        if "with" in tree.values:
            message = "`with` gives values to a `block`, and this stage has none"
            self._sink.add(Diagnostic(codes.UNKNOWN_KEY, message, tree.keys["with"]))

    def _wrong_kinds(self, kinds: list[str], tree: Mapping) -> None:
        found = " and ".join(f"`{kind}`" for kind in kinds) or "none of them"
        message = f"a stage has one of `block`, `steps` and `output`; this one has {found}"
        code = codes.AMBIGUOUS_STEP if kinds else codes.MISSING_KEY
        help_text = "give each a stage of its own" if kinds else "for example `block: bottleneck`"
        span = tree.keys[kinds[1]] if kinds else tree.values["name"].span
        self._sink.add(Diagnostic(code, message, span, help=help_text))

    def _check_names(self, stages: list[Stage]) -> None:
        inputs = self._tree.get("inputs")
        first: dict[str, Span] = dict(inputs.keys) if isinstance(inputs, Mapping) else {}
        if "input" in self._tree.keys:
            first["input"] = self._tree.keys["input"]
        for position, stage in enumerate(stages):
            earlier = first.setdefault(stage.name, stage.site.span)
            if earlier is not stage.site.span and stage.name:
                missing = [name for name in missing_names(self._tree) if name not in first]
                meant = closest(stage.name, missing)
                self._sink.add(_taken(stage, earlier, meant))
                if meant is not None:
                    stages[position] = _renamed(stage, meant)
                    first[meant] = stage.site.span


def _taken(stage: Stage, earlier: Span, meant: str | None) -> Diagnostic:
    """The finding that a name is taken; `meant` is one that is read, and that nothing has."""
    return Diagnostic(
        codes.DUPLICATE_NAME,
        f"the name `{stage.name}` is taken",
        stage.site.span,
        labels=(Label(earlier, "first here"),),
        help="choose another name" if meant is None else f"did you mean `{meant}`?",
        proposals=tuple(_free_names(stage, meant)),
    )


def _free_names(stage: Stage, meant: str | None) -> Iterator[Fix]:
    """Names that a stage may have beside another of its own name."""
    numbered = (f"{stage.name}_{number}" for number in (2, 3, 4))
    for name in (*([] if meant is None else [meant]), *numbered):
        yield Fix(f"write `{name}`", (Edit(stage.site.span, name),), safe=False)


def _renamed(stage: Stage, name: str) -> Stage:
    """The stage by the name that was meant, so that what reads that one is no further mistake."""
    site = copy(stage.site)
    site.label = name
    return Stage(name, site, stage.steps, stage.repeat, stage.is_output)


def _hole(tree: Tree) -> Stage:
    """A stage that a finding has been reported for."""
    site = Site("", tree.span)
    return Stage("", site, (HoleStep(site),), None, is_output=False)
