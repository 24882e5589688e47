"""Gives every step of a sequence the label that its layers are named by.

A label is the `as` name of a step, else its layer or block; a word that occurs several times in the same
scope is numbered: `conv_1`, `conv_2`. The body of a residual shares the scope of the residual, and each
branch of a merge has a scope of its own, behind a prefix: `branch_2_conv_1`. Labels do not depend on what
a condition leaves out.
"""

from __future__ import annotations

from collections import Counter

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.source.source_file import Span
from archc.spec.model import Site


class LabelScope:
    """The steps whose labels must differ from each other."""

    def __init__(self) -> None:
        self._sites: list[Site] = []
        self._forks: list[Site] = []

    def add(self, site: Site, *, forks: bool = False) -> Site:
        """Takes a step into the scope; `forks` if it has branches with scopes of their own."""
        self._sites.append(site)
        if forks:
            self._forks.append(site)
        return site

    def close(self, sink: Sink) -> None:
        """Settles all labels, once every step of the scope is known."""
        counts = Counter(site.label for site in self._sites if not site.alias)
        seen: Counter[str] = Counter()
        for site in self._sites:
            if site.alias:
                site.label = str(site.alias[0].value)
            elif counts[site.label] > 1:
                seen[site.label] += 1
                site.label = f"{site.label}_{seen[site.label]}"
        for site in self._forks:
            site.fork = f"{site.label}_" if len(self._forks) > 1 else ""
        self._check_unique(sink)

    def _check_unique(self, sink: Sink) -> None:
        first: dict[str, Span] = {}
        for site in self._sites:
            place = site.alias[0].span if site.alias else site.span
            earlier = first.setdefault(site.label, place)
            if earlier is not place and site.alias:
                sink.add(
                    Diagnostic(
                        codes.DUPLICATE_NAME,
                        f"the name `{site.label}` is taken",
                        place,
                        labels=(Label(earlier, "by this step"),),
                        help="choose another name",
                    )
                )
