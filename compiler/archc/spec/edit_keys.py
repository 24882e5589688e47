"""Says where a new key goes that an edit gives to a section, a block, a stage or a step.

1. A key of a step goes beside its layer; what its layer does not know goes into the branches of a merge.
2. A block or a residual in short form, which is a list, gets its long form when a key needs it.
3. `set` may add only what the schema knows there; `add` may also open a section that is not there.
"""

from __future__ import annotations

from archc.ops.kinds import JsonSchema
from archc.schema.dispatch import dispatch
from archc.schema.language import spec_schema
from archc.source.source_file import Span
from archc.spec.edit_paths import Found, Gone, Path, opened, value_at
from archc.spec.edit_tree import put
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

_FREE_SECTIONS = ("defaults", "merge", "reference", "input", "scaling", "expect")
"""Sections in which `set` may add keys: the schema says which there are."""
_LISTS = ("stem", "head")


def home_of_key(tree: Mapping, above: Found, name: str, span: Span) -> tuple[Mapping, Path]:
    """The tree, a short form made long by rule 2, and the path of what the new key goes into."""
    path = above.path
    node = opened(value_at(tree, path))
    if above.main and isinstance(node, Mapping):
        inner = node.get(above.main)
        definition = spec_schema()["definitions"][dispatch(node.values)]
        if isinstance(inner, Mapping | Sequence) and name not in definition["properties"]:
            path = (*path, above.main)
    short = value_at(tree, path)
    if isinstance(short, Sequence) and (word := _long_form(path, name)):
        whole: Tree = Mapping({word: span}, {word: short}, short.span)
        tree = put(tree, path, whole, span, None)
    elif isinstance(short, Scalar) and short.value is None and not above.main:
        tree = put(tree, path, Mapping({}, {}, span), span, None)
    return tree, path


def _long_form(path: Path, name: str) -> str:
    """The key of the long form that holds the steps of the short one, where `name` is a key of it."""
    if path[-1:] == ("residual",):
        long = spec_schema()["definitions"]["step_residual"]["properties"]["residual"]
        return "body" if name in long["properties"] else ""
    return "steps" if path[:1] == ("blocks",) and name in _known(path) else ""


def _known(path: Path) -> JsonSchema:
    """The keys that the schema knows for the block or the stage at a path."""
    properties: JsonSchema = spec_schema()["properties"]
    found: JsonSchema = {}
    if len(path) == 2 and path[0] == "stages":
        found = properties["stages"]["items"]["properties"]
    if len(path) == 2 and path[0] == "blocks":
        found = properties["blocks"]["additionalProperties"]["properties"]
    return found


def may_set(gone: Gone, parts: list[str]) -> bool:
    """Whether `set` may give a value to what is not there."""
    section, path = parts[0], gone.above.path
    if section in _FREE_SECTIONS or (section in _LISTS and len(parts) == 1):
        return True
    # The keys of a step depend on its layer: the schema judges them.
    last = gone.depth + 1 == len(parts)
    return last and (bool(gone.above.main) or parts[-1] in _known(path))


def may_open(tree: Mapping, gone: Gone, parts: list[str]) -> bool:
    """Whether `add` may make the mapping that it adds to: a section, a `with`, defaults of a layer."""
    is_mapping = isinstance(opened(value_at(tree, gone.above.path)), Mapping)
    if gone.depth + 1 < len(parts) or not is_mapping:
        return False
    if len(parts) == 1:
        return "object" in spec_schema()["properties"].get(parts[0], {}).get("type", "")
    return parts[-1] == "with" or (len(parts) == 2 and parts[0] == "defaults")
