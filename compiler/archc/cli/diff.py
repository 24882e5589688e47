"""`archc diff`: says what changed between two specs or folders, each on the disk or in a revision of git."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from archc.cli.diff_side import diff_side
from archc.cli.misuse_error import MisuseError
from archc.cli.put_text import put_text
from archc.compare.compare_specs import (
    NAMED,
    Compared,
    Side,
    compare_specs,
    compare_variants,
    differs,
)

_SAME, _DIFFERENT, _TROUBLE = 0, 1, 2


def diff(arguments: Namespace) -> int:
    """Runs the command; 0 for the same, 1 for differences, 2 for what cannot be compared."""
    old = diff_side(arguments.old, arguments.allow_outside)
    new = diff_side(arguments.new, arguments.allow_outside)
    if (NAMED in old.specs) != (NAMED in new.specs):
        raise MisuseError("a spec can be compared with a spec, and a folder with a folder")
    compared = _compared(old, new, arguments)
    written = put_text(_rendered(compared, arguments.format), arguments.output)
    if not written or any(one.status == "broken" for one in compared):
        return _TROUBLE
    return _DIFFERENT if differs(compared) else _SAME


def _compared(old: Side, new: Side, arguments: Namespace) -> list[Compared]:
    both, overrides = arguments.variant, dict(arguments.overrides)
    if arguments.old_variant is None and arguments.new_variant is None:
        compared = compare_specs(old, new, both, overrides)
        if not compared and both is not None:
            raise MisuseError(f"no spec has a variant `{both}`")
        return compared
    if NAMED not in old.specs:
        raise MisuseError("--old-variant and --new-variant are for two specs, not for folders")
    variants = (arguments.old_variant or both, arguments.new_variant or both)
    return compare_variants(old, new, variants, overrides)


def _rendered(compared: Sequence[Compared], form: str) -> str:
    # Imported here: one of them is needed.
    if form == "json":
        from archc.compare.diff_json import render_diff_json

        return render_diff_json(compared)
    if form == "markdown":
        from archc.compare.diff_markdown import render_diff_markdown

        return render_diff_markdown(compared)
    from archc.compare.diff_text import render_diff_text

    return render_diff_text(compared)
