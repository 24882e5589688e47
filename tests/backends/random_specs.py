"""Writes random small specs, most of them valid, that use the whole language: a strategy for hypothesis.

Names are drawn from words that a generated module, its functions or Python use themselves.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from hypothesis import strategies as st
from tests.backends.random_values import (
    BLOCKS,
    KINDS,
    NAMES,
    RESERVED,
    Block,
    Draw,
    Drawer,
    Scope,
    kind_of,
)


class SpecWriter(Drawer):
    """Draws the parts of a spec one by one."""

    def __init__(self, draw: Draw) -> None:
        super().__init__(draw)
        self._budget = 22

    def spec(self) -> dict[str, Any]:
        side = self.pick([8, 9, 12, 16])
        arguments = {
            name: self.plain(self.pick(KINDS))
            for name in self.some(NAMES, 3, without={*RESERVED, "l"})
        }
        constants = {
            name: self.pick([2, 3, 4, 8])
            for name in self.some(NAMES, 2, without={*RESERVED, *arguments})
        }
        kinds = {name: kind_of(value) for name, value in arguments.items()}
        kinds |= dict.fromkeys(constants, "int")
        blocks = self._blocks(kinds)
        found: dict[str, Any] = {"archc": 1, "name": self.pick(["toy", "net", "x", "model"])}
        found["arguments"] = arguments
        found["constants"] = {**constants, "listed": [2, "${1 + 2}", 4]}
        if self.chance(4):
            found["scaling"] = self.pick(_SCALINGS)
        shape = [side, self.pick([side, side, 10]), self.pick([1, 3, 4])]
        if self.chance(6):
            found["inputs"] = {"input": {"shape": shape}, "image": {"shape": shape}}
        else:
            found["input"] = {"shape": shape}
        found["defaults"] = self.pick(
            [{"conv": {"padding": "same"}}, {"conv": {"padding": "same", "activation": "relu"}}]
        )
        found["merge"] = {"on_mismatch": self.pick(["adjust", "adjust", "project", "pad", "crop"])}
        if blocks:
            found["blocks"] = {block.name: body for block, body in blocks}
        values = list(found.get("inputs", {"input": None}))
        scope = Scope(dict(kinds), values, [block for block, _ in blocks])
        found["stem"] = self.sequence(scope, 3)
        found["stages"] = self._stages(scope)
        found["head"] = self._head(scope)
        return {key: value for key, value in found.items() if value}

    # ------------------------------------------------------------------ steps

    def sequence(self, scope: Scope, most: int, depth: int = 0) -> list[Any]:
        length = self._draw(st.integers(1, most))
        return [self.step(scope, depth) for _ in range(length) if self._budget > 0]

    def step(self, scope: Scope, depth: int) -> Any:
        self._budget -= 1
        forms = [self._conv, self._conv, self._layer, self._layer, self._residual, self._merge]
        if any(block.inputs == 1 or scope.values for block in scope.blocks):
            forms += [self._call, self._call, self._call]
        if depth < 2:
            forms.append(self._repeat)
        if len(scope.values) > 1:
            forms += [self._merge_named, self._pass]
        step = self.pick(forms)(scope, depth)
        return self._wired(step, scope)

    def _wired(self, step: Any, scope: Scope) -> Any:
        if isinstance(step, dict) and "as" not in step:
            if self.chance(5) and "from" not in step:
                step["when"] = f"${{{self.expression(scope, 'bool')}}}"
            elif self.chance(4) and "from" not in step and scope.values and "block" not in step:
                step["from"] = self.pick(scope.values)
            if self.chance(4):
                free = [n for n in NAMES if n not in scope.taken]
                step["as"] = self.pick(free)
                scope.taken.add(step["as"])
                scope.values.append(step["as"])
        return step

    def _conv(self, scope: Scope, _: int) -> Any:
        word = self.pick(["conv", "conv", "conv", "separable_conv", "conv_transpose"])
        step = {word: self.value(scope, "int"), "kernel": self._kernel(scope)}
        if word != "conv":
            step["padding"] = "same"
        if self.chance(4):
            step["stride"] = self.value(scope, "size")
        if self.chance(6) and word == "conv":
            step["padding"] = self.pick(
                ["valid", 1, [[0, 1], [1, 0]], self.value(scope, "pad"), [1, "${1 + 1}"]]
            )
        if self.chance(4):
            step["activation"] = self.value(scope, "act")
        if self.chance(5):
            step["bias"] = self.value(scope, "bool")
        if self.chance(8):
            step["scaled"] = False
        if word == "conv" and self.chance(8):
            step["kernel_initializer"] = self.pick(
                ["he_normal", {"variance_scaling": {"scale": 2.0, "mode": "fan_out"}}]
            )
        return step

    def _kernel(self, scope: Scope) -> Any:
        size = self.value(scope, "size") if self.chance(4) else 3
        return self.pick([1, 3, [1, 3], [3, 2], size, [size, 3]])

    def _layer(self, scope: Scope, _: int) -> Any:
        value = self.value
        form = self.pick(["plain", "plain", "valued", "sized"])
        if form == "plain":
            return self.pick(
                [
                    *("relu", "softmax", {"batch_norm": None}, {"max_pool": 2}, {"upsample": 2}),
                    {"max_pool": 2, "padding": "same", "stride": 1},
                    {"layer_norm": None, "epsilon": 1e-6},
                    {"zero_pad": [[0, 1], [0, 1]]},
                    {"crop": [[0, 1], [1, 0]]},
                    {"zero_pad": [["${height % 2}", 0], [0, "${-width % 4}"]]},
                    {"crop": [["${height % 2}", 0], [0, "${width % 3}"]]},
                    {"reshape": ["$height", "$width", "$channels"]},
                    {"batch_norm": None, "axis": "width", "momentum": 0.9},
                    *("normalization", {"layer_scale": 1e-6}, {"group_norm": 1}),
                    {"dropout": 0.5, "shared": ["height", "width"]},
                    {"conv": 4, "kernel": 2, "dilation": 2, "groups": 1},
                ]
            )
        if form == "valued":
            return self.pick(
                [
                    {"dropout": value(scope, "rate")},
                    {"spatial_dropout": value(scope, "rate")},
                    {"scale": value(scope, "rate")},
                    {"rescaling": 2, "offset": value(scope, "rate")},
                    {"activation": value(scope, "act")},
                    {"batch_norm": None, "center": value(scope, "bool")},
                    {"stochastic_depth": value(scope, "rate")},
                    {"layer_scale": value(scope, "rate")},
                    {"group_norm": "$channels", "scale": value(scope, "bool")},
                    self._listed(scope),
                ]
            )
        return self.pick(
            [
                {"avg_pool": 3, "stride": value(scope, "size"), "padding": value(scope, "pad")},
                {"depthwise_conv": 3, "padding": "same", "bias": value(scope, "bool")},
                {"zero_pad": value(scope, "size")},
                {"upsample": [value(scope, "size"), 1]},
                {"multiply": [[], self._gate()]},
            ]
        )

    def _listed(self, scope: Scope) -> Any:
        """A layer that lists a number for each channel, behind one that makes as many channels."""
        rate = self.value(scope, "rate")
        step = self.pick(
            [
                {"rescaling": [rate, 2, 3], "offset": self.value(scope, "rate")},
                {"rescaling": rate, "offset": [0, rate, 2]},
                {"normalization": None, "mean": [0, rate, 2], "variance": [1, 2, rate]},
            ]
        )
        return {"repeat": 1, "steps": [{"conv": 3, "kernel": 1}, step]}

    def _gate(self) -> list[Any]:
        """Squeeze and excitation (Hu et al. 2018)."""
        narrow = {"conv": f"${{max(1, channels // {self.pick([2, 4])})}}", "kernel": 1}
        wide = {"conv": "$channels", "kernel": 1, "activation": "sigmoid"}
        pool = {"global_avg_pool": None, "keep_dimensions": True}
        return self.pick([[pool, wide], [pool, {**wide, "as": "gate"}, narrow, wide]])

    def _residual(self, scope: Scope, depth: int) -> Any:
        if depth >= 2 or self.chance(3):
            return {"residual": [{"conv": self.value(scope, "int"), "kernel": 3}]}
        body = self.sequence(scope.inside(), 3, depth + 1)
        found: dict[str, Any] = {"body": body or ["relu"]}
        if self.chance(2):
            found["shortcut"] = self.sequence(scope.inside(), 1, depth + 1)
        if self.chance(3):
            found["scale"] = self.value(scope, "rate")
        if self.chance(3):
            found["on_mismatch"] = self.pick(["project", "pad", "crop", "adjust"])
        return {"residual": found}

    def _merge(self, scope: Scope, depth: int) -> Any:
        word = self.pick(["concat", "concat", "add", "average", "maximum", "multiply"])
        if depth >= 2:
            return {word: [[], [{"conv": 4, "kernel": 1}]]}
        count = self.pick([2, 2, 3])
        branches = [self.sequence(scope.inside(), 2, depth + 1) for _ in range(count)]
        if self.chance(3):
            branches[0] = []
        labels = self.some(NAMES, count)
        if len(labels) == count:
            return {word: dict(zip(labels, branches, strict=True))}
        return {word: branches}

    def _merge_named(self, scope: Scope, _: int) -> Any:
        word = self.pick(["add", "concat", "average"])
        return {word: None, "from": [self.pick(scope.values), self.pick(scope.values)]}

    def _pass(self, scope: Scope, _: int) -> Any:
        return {"from": self.pick(scope.values)}

    def _repeat(self, scope: Scope, depth: int) -> Any:
        inner = scope.inside(index="int", count="int")
        count = self.value(scope, "size") if self.chance(3) else self.pick([2, 3, 1])
        steps = self.sequence(inner, 2, depth + 1)
        return {"repeat": count, "steps": steps or ["relu"]}

    def _call(self, scope: Scope, _: int) -> Any:
        block = self.pick([b for b in scope.blocks if b.inputs == 1 or scope.values])
        given = {
            name: self.value(scope, kind)
            for name, kind in block.params.items()
            if name not in block.optional or self.chance(2)
        }
        step: dict[str, Any] = {"block": block.name}
        if given:
            step["with"] = given
        if block.inputs > 1:
            step["from"] = [self.pick(scope.values) for _ in range(block.inputs)]
        if self.chance(4) and block.inputs in (1, block.outputs):
            step["repeat"] = self.value(scope, "size") if self.chance(3) else self.pick([2, 3])
        hands_on = "repeat" not in step or block.inputs > 1
        if block.outputs > 1 and hands_on and self.chance(2):
            step["as"] = [self._fresh(scope) for _ in range(block.outputs)]
            scope.values += step["as"]
        return step

    def _fresh(self, scope: Scope) -> str:
        name = str(self.pick([n for n in NAMES if n not in scope.taken]))
        scope.taken.add(name)
        return name

    # ------------------------------------------------------------------ sections

    def _blocks(self, kinds: dict[str, str]) -> list[tuple[Block, Any]]:
        found: list[tuple[Block, Any]] = []
        for name in self.some(BLOCKS, 3):
            found.append(self._block(name, kinds, [block for block, _ in found]))
        return found

    def _block(self, name: str, kinds: dict[str, str], known: list[Block]) -> tuple[Block, Any]:
        params = {n: self.pick(KINDS) for n in self.some(NAMES, 3, without=RESERVED)}
        inputs = self.pick([[], [], ["x"], ["h", "p"], ["x", "y"]])
        scope = Scope({**kinds, **params}, list(inputs), known)
        scope.taken |= set(inputs)
        steps = self.sequence(scope, 4)
        steps += [_reader(n, kind) for n, kind in params.items() if not _reads(steps, n)]
        defaults = self._defaults(params, kinds)
        body: dict[str, Any] = {"params": defaults} if params else {}
        if inputs:
            body["inputs"] = inputs
        outputs = 1
        if len(scope.values) > 1 and self.chance(2):
            body["outputs"] = [self.pick(scope.values), self.pick(scope.values)]
            outputs = 2
        body["steps"] = steps
        if list(body) == ["steps"] and self.chance(2):
            body = body["steps"]
        optional = frozenset(n for n, value in defaults.items() if value is not None)
        return Block(name, params, optional, max(1, len(inputs)), outputs), body

    def _defaults(self, params: dict[str, str], kinds: dict[str, str]) -> dict[str, Any]:
        """Defaults may read the parameters before them, and those of the spec."""
        found: dict[str, Any] = {}
        known = dict(kinds)
        for name, kind in params.items():
            scope = Scope(dict(known), [], [])
            found[name] = self.pick([None, self.plain(kind), self.value(scope, kind)])
            known[name] = kind
        return found

    def _stages(self, scope: Scope) -> list[Any]:
        found = []
        for name in self.some(NAMES, 3, without={"head", "stem", "output"}):
            found.append(self._stage(name, scope))
            if "output" not in found[-1]:
                scope.values.append(name)
        return found

    def _stage(self, name: str, scope: Scope) -> Any:
        stage: dict[str, Any] = {"name": name}
        inner = Scope({**scope.variables}, scope.values, scope.blocks)
        inner.taken = scope.taken
        form = self.pick(["steps", "steps", "block", "output"])
        if form == "output":
            return {**stage, "output": [*self.sequence(inner, 2), *self._classifier(scope)]}
        if self.chance(3):
            stage["repeat"] = self.pick([2, 3])
            inner = inner.inside(index="int", count="int")
            if self.chance(3):
                inner = inner.inside(running_index="int", running_count="int")
        elif self.chance(4):
            inner = self._table(stage, inner)
        if self.chance(5):
            stage["from"] = self.pick(scope.values)
        elif self.chance(4):
            stage["when"] = f"${{{self.expression(scope, 'bool')}}}"
        single = [block for block in scope.blocks if block.inputs == 1]
        if form == "block" and single:
            block = self.pick(single)
            stage["block"] = block.name
            stage["with"] = {n: self.value(inner, k) for n, k in block.params.items()}
        else:
            stage["steps"] = self.sequence(inner, 3)
        if "rows" in stage:
            if "block" in stage:
                stage["steps"] = [{"block": stage.pop("block"), "with": stage.pop("with")}]
            stage["steps"] += [{"conv": "$wide_", "kernel": 1}, {"dropout": "$rate_"}]
        return stage

    def _table(self, stage: dict[str, Any], scope: Scope) -> Scope:
        """Makes a stage a table; gives the scope in which its columns are known."""
        inner = scope.inside(wide_="int", rate_="rate", index="int", count="int")
        stage["columns"] = ["wide_", "rate_", "repeat"]
        stage["rows"] = [
            [self.value(scope, "int"), self.value(scope, "rate"), self.pick([1, 2])]
            for _ in range(self.pick([1, 2, 3]))
        ]
        return inner

    def _classifier(self, scope: Scope) -> list[Any]:
        return ["global_avg_pool", {"dense": self.value(scope, "int")}]

    def _head(self, scope: Scope) -> list[Any]:
        if self.chance(4):
            return []
        return [*self.sequence(scope, 1), *self._classifier(scope)]


_SCALINGS = (
    {"width": 0.5},
    {"width": 1.5, "divisor": 4},
    {"depth": 1.5},
    {"width": 0.75, "depth": 2, "divisor": 2, "min": 2, "round_up_below": 0},
)


def _reader(name: str, kind: str) -> Any:
    """A step that reads a parameter, because one that nothing reads is an error."""
    match kind:
        case "int":
            return {"conv": f"${name}", "kernel": 1}
        case "bool":
            return {"conv": 4, "kernel": 1, "bias": f"${name}"}
        case "act":
            return {"activation": f"${name}"}
        case "rate":
            return {"dropout": f"${name}"}
        case "pad":
            return {"max_pool": 1, "padding": f"${name}"}
    return {"max_pool": f"${name}", "padding": "same", "stride": 1}


def _reads(steps: Any, name: str) -> bool:
    texts = re.findall(r"\$\w+|\$\{.*?\}", yaml.safe_dump(steps))
    return any(re.search(rf"\b{name}\b", text) for text in texts)


def with_input(text: str, shape: tuple[int, ...]) -> str | None:
    """The text of a spec with another shape for its one input; None if the text has none.

    Its budgets are left out: they are for the shape that it has.
    """
    changed, count = _INPUT.subn(lambda m: f"{m[1]}{list(shape)}", _EXPECT.sub("", text))
    return changed if count == 1 else None


_EXPECT = re.compile(r"^expect:.*\n(?:[ ].*\n)*", re.MULTILINE)
_INPUT = re.compile(r"^(input:\s*(?:\{\s*)?shape:\s*)\[[^\]]*\]", re.MULTILINE)


@st.composite
def specs(draw: Any) -> str:
    """The text of a spec."""
    return str(
        yaml.safe_dump(SpecWriter(draw).spec(), sort_keys=False, width=100, default_flow_style=None)
    )
