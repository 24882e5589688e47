"""Reports what breaks the schema, and makes the rest of the tree fit to be checked further."""

from __future__ import annotations

from collections.abc import Container

from archc.diagnostics.diagnostic import InternalError, Sink
from archc.diagnostics.suggest import closest
from archc.schema.describe_error import (
    bad_name,
    find_place,
    head,
    layer_and_block,
    layer_of,
    main_key,
    missing_key,
    two_layers,
    unknown_key,
    wrong_value,
    wrong_version,
)
from archc.schema.dispatch import known_words
from archc.schema.find_errors import SchemaError, find_errors
from archc.schema.mend_step import lacks_main_value
from archc.schema.nested_keys import nested_keys
from archc.schema.repair import Path, add_hole, move_value, put_hole, rename_key
from archc.schema.steps import NAME_PATTERN
from archc.schema.torn_tuple import TornTuple, torn_tuple
from archc.source.limits import MAX_ERRORS
from archc.syntax.tree import Hole, Mapping, Scalar, Tree

_MAX_ROUNDS = 20
_NAMES = ("arguments", "constants", "blocks", "inputs", "extends", "set")
"""Sections without which the names in the rest mean nothing."""


class SpecRepairer:
    """Reports errors round by round: the names of keys first, as they decide what else is an error."""

    def __init__(self, tree: Tree, sink: Sink) -> None:
        self._tree = tree
        self._sink = sink

    def run(self) -> Mapping | None:
        """The tree without what is wrong in it; None when too much is."""
        version = self._tree.get("archc") if isinstance(self._tree, Mapping) else None
        if isinstance(version, Scalar) and isinstance(version.value, int) and version.value != 1:
            self._sink.add(wrong_version(version))
            return None
        for number in range(_MAX_ROUNDS):
            errors = find_errors(self._tree.plain(), MAX_ERRORS)
            if not errors and not number:
                raise InternalError("validate: the fast verdict refuses what jsonschema accepts")
            names = [error for error in errors if error.keyword == "additionalProperties"]
            if not names:
                return self._without(errors)
            for error in names:
                self._name_keys(error)
        return None

    def _name_keys(self, error: SchemaError) -> None:
        """Reports the unknown keys of a mapping, and takes them for what was meant, or for nothing."""
        place, _ = find_place(self._tree, error.path)
        if not isinstance(place, Mapping):
            return
        free = [key for key in error.schema["properties"] if key not in place.values]
        layer = layer_of(place, error.schema)
        unknown = [key for key in place.values if key not in error.schema["properties"]]
        for key in unknown:
            if (torn := torn_tuple(place, key)) is not None:
                self._sink.add(torn.finding())
                self._put_together(torn, error.path)
                return  # What else is unknown is found in the next round.
        for key in unknown:
            if layer is not None and key in known_words() and key != "repeat":
                self._sink.add(two_layers(place, layer, key))
                self._tree = put_hole(self._tree, error.path)
                return
            if layer is not None and key in self._blocks():
                self._sink.add(layer_and_block(place, layer, key))
                self._tree = put_hole(self._tree, error.path)
                return
            self._sink.add(unknown_key(place, key, error))
            if layer is not None and key == main_key(layer) and lacks_main_value(place, layer):
                self._tree = move_value(self._tree, error.path, key, layer)
                continue
            near = closest(key, free) if key != main_key(layer) else None
            self._tree = rename_key(self._tree, error.path, key, near)
            free = [other for other in free if other != near]

    def _put_together(self, torn: TornTuple, path: Path) -> None:
        """Leaves a hole where a list is in round brackets, and no keys for its parts."""
        for part in torn.parts:
            self._tree = rename_key(self._tree, path, part, None)
        self._tree = put_hole(self._tree, (*path, torn.owner))

    def _blocks(self) -> Container[str]:
        blocks = self._tree.get("blocks") if isinstance(self._tree, Mapping) else None
        return blocks.values if isinstance(blocks, Mapping) else ()

    def _without(self, errors: list[SchemaError]) -> Mapping | None:
        """Reports the errors, and leaves holes where they are."""
        tree, seen = self._tree, set()
        nested = self._nested(errors)
        for error in errors:
            if error.path in nested or error.path[:-1] in nested:
                tree = put_hole(tree, error.path if error.path in nested else error.path[:-1])
                continue
            # Of several keywords that one value breaks, the first says the most.
            if error.path not in seen or error.keyword in ("required", "pattern"):
                tree = self._hole(tree, error)
            seen.add(error.path)
        if len(errors) == MAX_ERRORS or not isinstance(tree, Mapping):
            return None
        return None if any(isinstance(tree.get(name), Hole) for name in _NAMES) else tree

    def _nested(self, errors: list[SchemaError]) -> set[Path]:
        """Reports the layers whose keys are nested below them; the paths of these steps."""
        found = set()
        for path in (error.path for error in errors):
            if len(path) < 2 or not isinstance(path[-2], int):
                continue  # It is no key of a step.
            step, _ = find_place(self._tree, path[:-1])
            if (finding := nested_keys(step, str(path[-1]))) is not None:
                self._sink.add(finding)
                found.add(path[:-1])
        return found

    def _hole(self, tree: Tree, error: SchemaError) -> Tree:
        place, key_span = find_place(self._tree, error.path)
        is_name = error.keyword == "pattern" and error.expected == NAME_PATTERN
        match place:
            case Hole():
                return tree
            case Scalar(value=str()) if "x-dispatch" in error.schema:
                # Decoding knows the names of the blocks, and says which layer was meant.
                return tree
            case Mapping() if error.keyword == "required":
                for key in [key for key in error.expected if key not in place.values]:
                    self._sink.add(missing_key(place, key, error))
                    tree = add_hole(tree, error.path, key, head(place))
                return tree
            case Scalar() if is_name and error.path[-1] in ("block", "from"):
                return tree  # Decoding knows the names, and says which was meant.
            case _ if is_name:
                self._sink.add(bad_name(place, str(error.value)))
                return tree
        self._sink.add(wrong_value(place, key_span, error))
        return put_hole(tree, error.path)
