"""Writes a stage that holds a table as one stage for each row.

1. Columns are variables of the stage: its own expressions read them, those in the rows do not.
2. A column that is a parameter of the block is given to it, unless `with` does so.
3. The columns `name`, `renamed_from` and `repeat` are those of the stage, unless it has a `repeat` itself.
   Without a column `name` the rows are numbered, and so is a `renamed_from` of the stage.
4. The first row starts from the stage's `from`, and its `as` names what the last one gives.

    {name: s, block: unit, columns: [filters, repeat], rows: [[16, 1], [24, 2]]}
      ->  {name: s_1, block: unit, repeat: 1, with: {filters: 16}}
          {name: s_2, block: unit, repeat: 2, with: {filters: 24}}
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Names
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Sink
from archc.diagnostics.suggest import closest, suggest
from archc.schema.steps import NAME_PATTERN
from archc.source.limits import MAX_TABLE_WORK
from archc.spec.decode_values import decode_entry
from archc.spec.reserved_names import check_variable_name
from archc.spec.substitute import Columns
from archc.spec.unknown_words import meant_block
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

TABLE_KEYS = ("columns", "rows")
_OLD = "renamed_from"
_OF_STAGE = ("name", "repeat", _OLD)


class Row(NamedTuple):
    """The stage that a row stands for, and its values for the columns."""

    stage: Mapping
    columns: Columns


def decode_rows(tree: Mapping, parameters: Names[str, list[str]], sink: Sink) -> list[Row]:
    """The stages of a table; `parameters` are those of each block."""
    columns, rows = (tree.get(key) for key in TABLE_KEYS)
    if columns is None or rows is None:
        key, other = TABLE_KEYS if rows is None else TABLE_KEYS[::-1]
        message = f"`{key}` belongs to a table, and there are no `{other}`"
        help_text = "for example `columns: [filters, repeat]` and `rows: [[64, 3], [128, 4]]`"
        sink.add(Diagnostic(codes.MISSING_KEY, message, tree.keys[key], help=help_text))
        return []
    if not isinstance(columns, Sequence) or not isinstance(rows, Sequence):
        return []
    if not _within_limit(tree, rows, sink):
        return []
    _check_columns(columns, tree, sink)
    names = [_meant_column(item, columns, tree, parameters, sink) for item in columns.items]
    found = []
    for number, row in enumerate(rows.items, 1):
        if isinstance(row, Sequence) and _fits(row, columns, sink):
            cells = dict(zip(names, row.items, strict=True))
            values = {name: decode_entry(cell, sink) for name, cell in cells.items()}
            ends = number == 1, number == len(rows.items)
            stage = _stage(tree, number, row, cells, ends, _parameters_of(tree, parameters), sink)
            found.append(Row(stage, values))
    return found


def check_columns_read(
    tree: Mapping, read: set[str], parameters: Names[str, list[str]], sink: Sink
) -> None:
    """Reports the columns of a table that nothing reads."""
    columns, block = tree.get("columns"), tree.get("block")
    if block is not None and meant_block(str(block.plain()), parameters) is None:
        return  # It is not known what the block would read.
    known = {*read, *_OF_STAGE, *_parameters_of(tree, parameters)}
    for item in columns.items if isinstance(columns, Sequence) else ():
        name = str(item.plain())
        is_meant = _meant_column(item, columns, tree, parameters, Sink()) == name
        if is_meant and name not in known:
            message = f"nothing reads the column `{name}`"
            what = f"the block `{block.plain()}` has no such parameter" if block else "remove it"
            help_text = f"{what}; an expression of the stage can read `${name}`"
            sink.add(Diagnostic(codes.UNUSED_PARAMETER, message, item.span, help=help_text))


def _parameters_of(tree: Mapping, parameters: Names[str, list[str]]) -> list[str]:
    block = tree.get("block")
    name = meant_block(str(block.plain()), parameters) if block is not None else None
    return parameters[name] if name is not None else []


def _meant_column(
    item: Tree, columns: Tree | None, tree: Mapping, parameters: Names[str, list[str]], sink: Sink
) -> str:
    """The name of a column; one that is spelt like a parameter of the block is taken for that."""
    name, known = str(item.plain()), [*_parameters_of(tree, parameters), *_OF_STAGE]
    listed = columns.plain() if columns is not None else []
    if name in known or not isinstance(listed, list) or name in _words_read(tree):
        return name
    free = [other for other in known if other not in listed and other not in tree.values]
    near = suggest(name, free, item.span)
    if near.fix is None or not near.fix.safe:
        return name
    message = f"neither the stage nor its block knows a column `{name}`"
    sink.add(Diagnostic(codes.UNKNOWN_PARAMETER, message, item.span, help=near.help, fix=near.fix))
    return str(closest(name, free))


def _words_read(tree: Tree) -> set[str]:
    """The words in the expressions of a stage."""
    match tree:
        case Scalar(value=str() as text) if text.startswith("$"):
            return set(re.findall(r"\w+", text))
        case Sequence(items=items):
            return set().union(*map(_words_read, items))
        case Mapping(values=values):
            own = (value for key, value in values.items() if key not in TABLE_KEYS)
            return set().union(*map(_words_read, own))
    return set()


def _within_limit(tree: Mapping, rows: Sequence, sink: Sink) -> bool:
    """Whether the stage can be written out once for each row without taking long."""
    size = tree.size - rows.size
    if len(rows.items) * size <= MAX_TABLE_WORK:
        return True
    message = f"a table of {len(rows.items):,} rows for a stage of {size:,} values is too large"
    help_text = "write what the rows share as a block"
    sink.add(Diagnostic(codes.TABLE_TOO_LARGE, message, tree.keys["rows"], help=help_text))
    return False


def _check_columns(columns: Sequence, tree: Mapping, sink: Sink) -> None:
    first: dict[str, Tree] = {}
    for item in columns.items:
        name = str(item.plain())
        if name in first:
            labels = (Label(first[name].span, "first here"),)
            message = f"the column `{name}` stands here a second time"
            sink.add(Diagnostic(codes.DUPLICATE_NAME, message, item.span, labels=labels))
        elif name not in _OF_STAGE:
            check_variable_name(name, item.span, sink)
        first.setdefault(name, item)
    if "name" in first and _OLD in tree.values:
        message = "the rows of the table have names of their own, and so have the old ones"
        help_text = f"write a column `{_OLD}` beside the column `name`"
        sink.add(Diagnostic(codes.WRONG_VALUE, message, tree.keys[_OLD], help=help_text))
    if "output" in tree.values:
        message = "an output leaves the network once, so it cannot be a table"
        sink.add(Diagnostic(codes.WRONG_VALUE, message, tree.keys["output"]))


def _fits(row: Sequence, columns: Sequence, sink: Sink) -> bool:
    wanted, given = len(columns.items), len(row.items)
    if wanted == given:
        return True
    listed = ", ".join(str(item.plain()) for item in columns.items)
    values = "one value" if given == 1 else f"{given} values"
    message = f"the row has {values}, and there are {wanted} columns ({listed})"
    labels = (Label(columns.span, "the columns are here"),)
    fix = _with_commas(row, wanted)
    sink.add(Diagnostic(codes.WRONG_VALUE, message, row.span, labels=labels, fix=fix))
    return False


def _with_commas(row: Sequence, wanted: int) -> Fix | None:
    """The fix that puts commas between numbers which lack them, if the row then has as many as are wanted."""
    cells = [item.span for item in row.items if _TWO_NUMBERS.fullmatch(item.span.text)]
    more = sum(len(span.text.split()) - 1 for span in cells)
    if not more or len(row.items) + more != wanted:
        return None
    edits = tuple(Edit(span, ", ".join(span.text.split())) for span in cells)
    return Fix(f"write `{edits[0].text}`", edits)


_TWO_NUMBERS = re.compile(r"[\d.]+([ ]+[\d.]+)+")


def _stage(
    tree: Mapping,
    number: int,
    row: Sequence,
    cells: dict[str, Tree],
    ends: tuple[bool, bool],
    parameters: list[str],
    sink: Sink,
) -> Mapping:
    """Rules 2 to 4."""
    left_out = {
        *TABLE_KEYS,
        _OLD,
        *(("from",) if not ends[0] else ()),
        *(("as",) if not ends[1] else ()),
    }
    values = {key: value for key, value in tree.items() if key not in left_out}
    keys = {key: tree.keys[key] for key in values}
    values["name"] = _name(tree, number, row, cells, sink)
    if "repeat" in cells and "repeat" not in values:
        values["repeat"], keys["repeat"] = _read(cells, "repeat"), cells["repeat"].span
    old_name = _old_name(tree, number, row, cells, sink)
    if old_name is not None:
        values[_OLD], keys[_OLD] = old_name, old_name.span
    given = values.get("with")
    own = given if isinstance(given, Mapping) else Mapping({}, {}, row.span)
    handed = {
        name: _read(cells, name) for name in cells if name in parameters and name not in own.values
    }
    if handed:
        spans = {name: cell.span for name, cell in handed.items()}
        values["with"] = Mapping({**spans, **own.keys}, {**handed, **own.values}, own.span)
        keys.setdefault("with", row.span)
    return Mapping(keys, values, row.span)


def _read(cells: dict[str, Tree], name: str) -> Scalar:
    """The expression that reads a column, at the place of its value: so all that reads it sees the same."""
    return Scalar(f"${name}", cells[name].span)


def _old_name(
    tree: Mapping, number: int, row: Sequence, cells: dict[str, Tree], sink: Sink
) -> Scalar | None:
    """Rule 3: the `renamed_from` of the row."""
    cell, old = cells.get(_OLD), tree.get(_OLD)
    if cell is None:
        given = isinstance(old, Scalar) and "name" not in cells
        return Scalar(f"{old.plain()}_{number}", row.span) if given and old is not None else None
    if isinstance(cell, Scalar) and (cell.value is None or _is_name(cell)):
        return cell if cell.value is not None else None
    message = "the old name of a stage has lower-case letters, digits and underscores"
    sink.add(Diagnostic(codes.WRONG_VALUE, message, cell.span))
    return None


def _is_name(cell: Scalar) -> bool:
    return re.search(NAME_PATTERN, str(cell.value)) is not None


def _name(tree: Mapping, number: int, row: Sequence, cells: dict[str, Tree], sink: Sink) -> Scalar:
    """Rule 3."""
    cell = cells.get("name")
    if cell is None:
        return Scalar(f"{tree.values['name'].plain()}_{number}", row.span)
    if isinstance(cell, Scalar) and _is_name(cell):
        return Scalar(cell.value, cell.span)
    message = "the name of a stage has lower-case letters, digits and underscores"
    sink.add(Diagnostic(codes.WRONG_VALUE, message, cell.span))
    return Scalar(f"{tree.values['name'].plain()}_{number}", row.span)
