"""Makes mutants: the networks that we ship, each with a few changes, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from tests.cases.mutations import as_yaml
from tests.mutation.mutate import KINDS, mutate

from archc.diagnostics.diagnostic import Sink
from archc.driver import open_spec

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
_CHANGES = (1, 1, 1, 2, 3)
"""How many changes a mutant has: most have one, as most slips come alone."""
_WEIGHTS = {"scale": 3, "delete": 2, "swap": 2, "compute": 0}
"""What more often leaves a spec that is valid but for its shapes is done more often."""


class Network(NamedTuple):
    """A spec that we ship, or one of its presets."""

    path: Path
    variant: str | None

    @property
    def title(self) -> str:
        name = self.path.relative_to(ROOT / "specs").with_suffix("").as_posix()
        return f"{name} ({self.variant})" if self.variant else name


class Mutant(NamedTuple):
    """A spec with changes, and which of its networks to look at."""

    number: int
    network: Network
    changes: tuple[str, ...]
    text: str


@cache
def networks() -> tuple[Network, ...]:
    """Every network that we ship: the specs, and their presets."""
    found = []
    for path in SPECS:
        trees = open_spec(str(path), Sink())
        assert trees is not None
        found += [Network(path, variant) for variant in (None, *trees.presets())]
    return tuple(found)


def mutants(count: int, seed: int) -> Iterator[Mutant]:
    """So many mutants, all networks in turn."""
    for number in range(count):
        network = networks()[number % len(networks())]
        yield _mutant(number, network, random.Random(f"{seed} {number}"))


def _mutant(number: int, network: Network, chance: random.Random) -> Mutant:
    tree = deepcopy(_plain(network.path))
    kinds = chance.choices(
        list(KINDS), [_WEIGHTS.get(kind, 1) for kind in KINDS], k=chance.choice(_CHANGES)
    )
    done = tuple(kind for kind in kinds if mutate(tree, kind, chance.choice))
    return Mutant(number, network, done, as_yaml(tree))


@cache
def _plain(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
