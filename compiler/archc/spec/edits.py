"""Applies the edits of a variant to the tree of its base, in the order in which they are listed.

1. `set` gives the thing that a path names another value: for a step that is its main value. It can add
   keys that a step, a stage or a block may have, and anything in sections that the schema knows whole.
2. `add` gives a mapping a new entry: an argument, a constant, a block, a branch, a key.
3. `replace` puts something in the place of a whole thing; a list of steps in the place of one step.
4. `insert_before` and `insert_after` put steps beside a step, stages beside a stage, and entries beside an
   entry of a mapping.
5. `remove` takes whole things away.
6. Each edit sees what those before it have made.

    base     stem: [{conv: 8, kernel: 3}, relu]
    edits    set: {stem.conv.kernel: 5}, insert_after: {stem.relu: [{max_pool: 2}]}
    result   stem: [{conv: 8, kernel: 5}, relu, {max_pool: 2}]
"""

from __future__ import annotations

from typing import Literal, assert_never

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Fix, Label, Sink
from archc.diagnostics.suggest import Suggestion, closest, list_names, suggest
from archc.schema.dispatch import known_words
from archc.schema.variants import VARIANT_KEYS
from archc.source.limits import MAX_YAML_DEPTH
from archc.source.source_file import Span
from archc.spec.edit_keys import home_of_key, may_open, may_set
from archc.spec.edit_paths import Ambiguous, Found, Gone, Path, find, names_a_step, opened, value_at
from archc.spec.edit_traces import Traces
from archc.spec.edit_tree import Beside, depth_of, put, put_beside, take_away
from archc.spec.read_edits import Edit
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree, describe


def apply_edits(tree: Mapping, edits: list[Edit], traces: Traces, sink: Sink) -> Mapping:
    """The tree with the edits made that can be made; those that cannot are in the sink.

    What they take away is noted in `traces`.
    """
    editor = _Editor(tree, traces, sink)
    for edit in edits:
        editor.apply(edit)
    return editor.tree


def _what_there_is(edit: Edit, gone: Gone) -> Suggestion:
    """The help for a path whose target is gone: the nearest name, and what is there."""
    part, names = edit.parts[gone.depth], sorted(set(gone.names))
    found = suggest(part, names, edit.span, known="there are")
    # Which of two parts of the same name is meant, a fix could not tell.
    fix = found.fix if edit.parts.count(part) == 1 else None
    is_new = edit.kind == "set" and len(edit.parts) == 2
    if is_new and edit.parts[0] in ("arguments", "constants", "blocks") and gone.depth == 0:
        return Suggestion("a new one is made by `add`", fix)
    help_text = found.help
    if closest(part, names) is not None and len(names) > 1:
        help_text += f" {list_names(names, 'there are')}"
    if is_new and edit.parts[0] in ("arguments", "constants", "blocks"):
        help_text = f"{help_text}; a new one is made by `add`".replace("?;", "?").removeprefix("; ")
    return Suggestion(help_text, fix)


class _Editor:
    def __init__(self, tree: Mapping, traces: Traces, sink: Sink) -> None:
        self.tree = tree
        self._traces = traces
        self._sink = sink
        self._removed: dict[str, Span] = {}

    def apply(self, edit: Edit) -> None:
        """Makes one edit, or reports why it cannot be made."""
        if edit.parts[0] in VARIANT_KEYS:
            self._report_no_section(edit)
            return
        match edit.kind:
            case "set":
                self._set(edit)
            case "add":
                self._add(edit)
            case "replace" | "insert_before" | "insert_after" | "remove":
                self._change_whole(edit, edit.kind)
            case _:
                assert_never(edit.kind)

    def _set(self, edit: Edit) -> None:
        """Rule 1."""
        found = find(self.tree, edit.parts)
        match found:
            case Found(path, main):
                whole = opened(value_at(self.tree, path))
                has_main = isinstance(whole, Mapping) and main in whole.values
                self._put(edit, Found((*path, main) if has_main else path))
            case Gone(depth, above, _) if may_set(found, edit.parts):
                path = above.path
                if above.main or depth + 1 == len(edit.parts):
                    self.tree, path = home_of_key(self.tree, above, edit.parts[depth], edit.span)
                if isinstance(value_at(self.tree, path), Sequence):
                    self._report(edit, found)
                else:
                    self._put(edit, Found((*path, *edit.parts[depth:])))
            case Gone() | Ambiguous():
                self._report(edit, found)

    def _put(self, edit: Edit, found: Found) -> None:
        if self._is_too_deep(edit, found.path):
            return
        # The key of a layer stays where it stands: messages about the layer point at it.
        last = found.path[-1]
        span = edit.span if isinstance(last, str) and last not in known_words() else None
        self.tree = put(self.tree, found.path, edit.value, edit.span, span)

    def _add(self, edit: Edit) -> None:
        """Rule 2."""
        *above, name = edit.parts
        found = find(self.tree, above)
        if isinstance(found, Gone) and may_open(self.tree, found, above):
            found = Found((*found.above.path, above[-1]))
            self.tree = put(self.tree, found.path, Mapping({}, {}, edit.span), edit.span, edit.span)
        if not isinstance(found, Found):
            self._report(edit, found)
            return
        self.tree, path = home_of_key(self.tree, found, name, edit.span)
        node = opened(value_at(self.tree, path))
        if isinstance(node, Sequence):
            self._no_place(edit, ".".join(above))
        elif not isinstance(node, Mapping):
            self._report(edit, Gone(len(above), found, ()))
        elif name in node.values:
            self._exists(edit, name, node.keys[name])
        else:
            self._put(edit, Found((*path, name)))

    def _change_whole(self, edit: Edit, kind: Beside | Literal["remove"]) -> None:
        """Rules 3 to 5."""
        found = find(self.tree, edit.parts)
        if not isinstance(found, Found):
            self._report(edit, found)
            return
        path = names_a_step(self.tree, found).path
        if kind in ("remove", "replace"):
            self._traces[edit.parts[-1]] = Label(edit.span, f"{kind}d here")
        if kind == "remove":
            self.tree = take_away(self.tree, path)
            self._removed[edit.path] = edit.span
        elif self._is_too_deep(edit, path):
            return
        elif isinstance(path[-1], int):
            items = self._items(edit, path)
            if items is not None:
                self.tree = put_beside(self.tree, path, kind, items)
        elif kind == "replace":
            self.tree = put(self.tree, path, edit.value, edit.span, edit.span)
        elif self._fits_beside(edit, path):
            assert isinstance(edit.value, Mapping)
            self.tree = put_beside(self.tree, path, kind, edit.value)

    def _is_too_deep(self, edit: Edit, path: Path) -> bool:
        """Whether a value at a path would nest deeper than any file may; reports it."""
        if len(path) + depth_of(edit.value) <= MAX_YAML_DEPTH:
            return False
        message = f"with this edit the spec nests deeper than {MAX_YAML_DEPTH} levels"
        help_text = "give the inner parts names: a block can run other blocks"
        self._add_finding(codes.YAML_TOO_LARGE, message, edit.span, help_text=help_text)
        return True

    def _items(self, edit: Edit, path: Path) -> list[Tree] | None:
        """What goes into a list: one item or several. A row is a list itself."""
        value, is_row = edit.value, len(path) > 1 and path[-2] == "rows"
        if isinstance(value, Sequence):
            inner = [isinstance(item, Sequence) for item in value.items]
            return [value] if is_row and not all(inner) else value.items
        is_text = isinstance(value, Scalar) and isinstance(value.value, str)
        if not is_row and (is_text or isinstance(value, Mapping)):
            return [value]
        wanted = "a row, or a list of rows," if is_row else "a step or a stage, or a list of them,"
        place = "in the place of" if edit.kind == "replace" else "beside"
        self._wrong(edit, f"{wanted} goes {place} `{edit.path}`; this is {describe(value)}")
        return None

    def _fits_beside(self, edit: Edit, path: Path) -> bool:
        """Whether what goes beside an entry of a mapping is a mapping of new entries."""
        if not isinstance(edit.value, Mapping):
            message = f"beside `{edit.path}` go entries with names; this is {describe(edit.value)}"
            self._wrong(edit, message, f"for example `{edit.path}: {{new_name: ...}}`")
            return False
        parent = opened(value_at(self.tree, path[:-1]))
        assert isinstance(parent, Mapping)
        known = [key for key in edit.value.values if key in parent.values]
        for key in known:
            self._exists(edit, key, parent.keys[key])
        return not known

    def _report(self, edit: Edit, problem: Gone | Ambiguous) -> None:
        part = edit.parts[problem.depth]
        if isinstance(problem, Gone):
            gone = ".".join(edit.parts[: problem.depth + 1])
            earlier, near = self._removed.get(gone), _what_there_is(edit, problem)
            self._add_finding(
                codes.EDIT_TARGET_GONE,
                f"the base has nothing named `{part}` at `{edit.path}`",
                edit.span,
                labels=(Label(earlier, "removed here"),) if earlier else (),
                help_text=near.help,
                fix=near.fix,
            )
            return
        self._add_finding(
            codes.EDIT_TARGET_AMBIGUOUS,
            f"the base has {len(problem.places)} steps `{part}` here",
            edit.span,
            labels=tuple(Label(span, "one of them") for span in problem.places[:4]),
            help_text="give the step a name with `as` in the base, and use that name",
        )

    def _report_no_section(self, edit: Edit) -> None:
        """What makes a spec from another one is no part of the spec that it makes."""
        message = f"an edit changes the network, and `{edit.parts[0]}` is no part of it"
        help_text = f"write `{edit.parts[0]}` beside `{edit.kind}`"
        self._add_finding(codes.EDIT_TARGET_GONE, message, edit.span, help_text=help_text)

    def _exists(self, edit: Edit, name: str, place: Span) -> None:
        help_text = f"`set` changes it: `set: {{{edit.path}: ...}}`" if edit.kind == "add" else ""
        self._add_finding(
            codes.EDIT_TARGET_EXISTS,
            f"`{name}` is there already",
            edit.span,
            labels=(Label(place, "here"),),
            help_text=help_text or "choose another name",
        )

    def _no_place(self, edit: Edit, above: str) -> None:
        self._add_finding(
            codes.EDIT_WITHOUT_PLACE,
            f"`{above}` is a list, and `add` does not say where in it `{edit.parts[-1]}` goes",
            edit.span,
            help_text=f"name a neighbour: `insert_after: {{{above}.name: ...}}`",
        )

    def _wrong(self, edit: Edit, message: str, help_text: str = "") -> None:
        empty = edit.value.span.start == edit.value.span.end
        span = edit.span if empty else edit.value.span
        self._add_finding(codes.WRONG_TYPE, message, span, help_text=help_text)

    def _add_finding(
        self,
        code: codes.Code,
        message: str,
        span: Span,
        *,
        labels: tuple[Label, ...] = (),
        help_text: str = "",
        fix: Fix | None = None,
    ) -> None:
        finding = Diagnostic(code, message, span, labels=labels, help=help_text, fix=fix)
        self._sink.add(finding)
