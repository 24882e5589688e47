"""Makes the variables that the steps of a block read: what the call gives, and the names of the spec."""

from __future__ import annotations

from typing import Any

from archc.ir.regions import Frame
from archc.lowering.argument_use import root_of
from archc.lowering.evaluate import Evaluator
from archc.lowering.scope import Scope
from archc.spec.decode_steps import MAIN
from archc.spec.expressions import FAILED
from archc.spec.model import Block, CallStep


def bind_parameters(
    step: CallStep, block: Block, scope: Scope, current: int, evaluator: Evaluator
) -> dict[str, Any]:
    """The arguments and constants of the spec, and the parameters of the block.

    What a call gives is read where the call stands, a default in the block itself.
    """
    variables: dict[str, Any] = dict(root_of(scope.frame).variables)
    own = Scope(Frame(block, variables, {}, None), {}, "", scope.context, 0)
    given = dict(step.entries)
    if MAIN in given:
        given[next(iter(block.params), MAIN)] = given.pop(MAIN)
    for name, default in block.params.items():
        if name in given:
            variables[name] = evaluator.value(given[name], scope, current)
        elif default is not None:
            variables[name] = evaluator.value(default, own, current)
        else:
            variables[name] = FAILED
    return variables
