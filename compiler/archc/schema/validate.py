"""Checks a located tree against the schema, reports what is wrong, and gives on the rest."""

from __future__ import annotations

from archc.diagnostics.diagnostic import Sink
from archc.schema.conforms import conforms
from archc.schema.language import spec_schema
from archc.syntax.tree import Mapping, Tree


def validate(tree: Tree, sink: Sink) -> Mapping | None:
    """The tree, fit for decoding: what broke the schema was reported and is left out, or a hole.

    None when too much is wrong to go on with the rest.
    """
    schema = spec_schema()
    if conforms(tree.plain(), schema, schema["definitions"]):
        return tree if isinstance(tree, Mapping) else None
    # Imported here: only a wrong spec needs it.
    from archc.schema.repair_spec import SpecRepairer

    return SpecRepairer(tree, sink).run()
