"""Lays code out in lines of at most 88 columns, as the formatters ruff and black would.

A call that is too long breaks after its bracket: all arguments on one line if they fit there, else one a line
with a comma after the last.
"""

from __future__ import annotations

from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    Copy,
    For,
    Function,
    If,
    Line,
    Statement,
)

WIDTH = 88
_INDENT = "    "


def layout_function(function: Function) -> str:
    """The text of a function."""
    keyword_only = [str(p) for p in function.keyword_only]
    parameters = [str(p) for p in function.parameters]
    if keyword_only:
        parameters += ["*", *keyword_only]
    lines = _bracketed(f"def {function.name}(", parameters, "):", 0)
    if function.doc:
        lines += _docstring(list(function.doc))
    lines += _body(_returning(function), 1)
    return "\n".join(lines) + "\n"


def _docstring(doc: list[str]) -> list[str]:
    if len(doc) == 1 and len(doc[0]) <= WIDTH - 10:
        return [f'{_INDENT}"""{doc[0]}"""']
    rest = [f"{_INDENT}{line}".rstrip() for line in doc[1:]]
    return [f'{_INDENT}"""{doc[0]}', *rest, f'{_INDENT}"""']


def _returning(function: Function) -> tuple[Statement, ...]:
    """The body with its result returned; a last assignment of the result becomes the return."""
    body, result = function.body, function.result
    if not result:
        return body
    last = body[-1] if body else None
    if isinstance(last, CallLayer | CallFunction) and last.target == result:
        target = "return"
        if isinstance(last, CallLayer):
            end: Statement = CallLayer(
                target,
                last.op,
                last.layer,
                last.positional_names,
                last.arguments,
                last.name,
                last.value,
            )
        else:
            end = CallFunction(target, last.function, last.arguments)
        return (*body[:-1], end)
    return (*body, Line(f"return {result}"))


def _body(statements: tuple[Statement, ...], depth: int) -> list[str]:
    return [line for statement in statements for line in _statement(statement, depth)]


def _statement(statement: Statement, depth: int) -> list[str]:
    match statement:
        case CallLayer():
            arguments = [*(str(a) for a in statement.arguments), f"name={statement.name}"]
            return _layer(statement, arguments, depth)
        case CallFunction():
            opening = f"{_assign(statement.target)}{statement.function}("
            return _bracketed(opening, [str(a) for a in statement.arguments], ")", depth)
        case Copy():
            return [f"{_INDENT * depth}{statement.target} = {statement.value}"]
        case For():
            return _for(statement, depth)
        case If():
            header = f"{_INDENT * depth}if {statement.condition}:"
            return [header, *_body(statement.body, depth + 1)]
        case Line():
            return _line(statement.text, depth)


def _layer(statement: CallLayer, arguments: list[str], depth: int) -> list[str]:
    """The call of a layer; where it takes a list and is too long, the list goes on a line of its own."""
    opening = f"{_assign(statement.target)}layers.{statement.layer}("
    call = f"{_INDENT * depth}{opening}{', '.join(arguments)})("
    too_long = len(call) + len(statement.value) + 1 > WIDTH
    if too_long and len(call) <= WIDTH and statement.value.startswith("["):
        return [call, f"{_INDENT * (depth + 1)}{statement.value}", f"{_INDENT * depth})"]
    return _bracketed(opening, arguments, f")({statement.value})", depth)


def _assign(target: str) -> str:
    return f"{target} " if target in ("return", "raise") else f"{target} = "


def _line(text: str, depth: int) -> list[str]:
    """A finished line; a call in it may break after its first bracket."""
    if len(text) + 4 * depth <= WIDTH or "(" not in text or not text.endswith(")"):
        return [_INDENT * depth + text]
    opening, _, rest = text.partition("(")
    return _bracketed(opening + "(", split_arguments(rest[:-1]), ")", depth)


def _for(statement: For, depth: int) -> list[str]:
    text = f"for {statement.variable} in {statement.iterable}:"
    body = _body(statement.body, depth + 1)
    if len(text) + 4 * depth <= WIDTH:
        return [_INDENT * depth + text, *body]
    opening, _, rest = statement.iterable.partition("(")
    header = _bracketed(
        f"for {statement.variable} in {opening}(", split_arguments(rest[:-1]), "):", depth
    )
    return [*header, *body]


def split_arguments(text: str) -> list[str]:
    """The arguments of a call, split at the commas outside brackets and quotes."""
    parts, level, start, quoted = [], 0, 0, False
    for position, char in enumerate(text):
        if char == '"' and text[position - 1 : position] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "([{":
            level += 1
        elif char in ")]}":
            level -= 1
        elif char == "," and level == 0:
            parts.append(text[start:position].strip())
            start = position + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _bracketed(opening: str, arguments: list[str], closing: str, depth: int) -> list[str]:
    margin, inner = _INDENT * depth, _INDENT * (depth + 1)
    joined = ", ".join(arguments)
    if len(margin) + len(opening) + len(joined) + len(closing) <= WIDTH or not arguments:
        return [f"{margin}{opening}{joined}{closing}"]
    if len(inner) + len(joined) <= WIDTH:
        return [f"{margin}{opening}", f"{inner}{joined}", f"{margin}{closing}"]
    lines = [f"{margin}{opening}"]
    for argument in arguments:
        lines += _argument(argument, depth + 1)
    return [*lines, f"{margin}{closing}"]


def _argument(argument: str, depth: int) -> list[str]:
    """One argument on a line of its own; a long tuple or call in it breaks in turn."""
    text = f"{_INDENT * depth}{argument},"
    start = argument.find("(")
    if len(text) <= WIDTH or start < 0 or not argument.endswith(")"):
        return [text]
    inner = split_arguments(argument[start + 1 : -1])
    return _bracketed(argument[: start + 1], inner, "),", depth)
