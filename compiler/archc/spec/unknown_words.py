"""Reports words that are no layer and no block, and finds the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Sink
from archc.diagnostics.suggest import closest, is_sure, replace_word, suggest
from archc.ops.layer_table import layers
from archc.ops.table import OPS
from archc.schema.conforms import conforms
from archc.schema.dispatch import CONSTRUCT_KEYS, dispatch, known_words
from archc.schema.language import spec_schema
from archc.source.source_file import Span
from archc.spec.foreign_layers import is_always_ours, is_lacking, our_layer, what_instead
from archc.syntax.tree import Mapping, Scalar, Tree

_MAX_SLIP = 2
"""A misspelt word is no longer or shorter than the right one by more letters than this."""


def find_layer_key(keys: list[str], blocks: frozenset[str]) -> str:
    """The key of a step that was meant to name its layer: one that looks like a layer, else the first."""
    table = layers()
    options = frozenset[str]().union(*(table.option_names(layer) for layer in table.ops))
    candidates = [key for key in keys if key not in options] or keys
    return next((key for key in candidates if _meant(key, blocks) is not None), candidates[0])


def _meant(word: str, blocks: frozenset[str]) -> str | None:
    words = [*known_words(), *blocks]
    return our_layer(word, words) or (None if is_lacking(word) else closest(word, words))


def _is_sure(word: str, near: str, words: list[str]) -> bool:
    """Whether a word is another's name for a layer, or can only be that layer misspelt."""
    if our_layer(word, words) == near:
        return is_always_ours(word)
    return abs(len(word) - len(near)) <= _MAX_SLIP and is_sure(word, near, words)


def report_unknown_word(word: str, span: Span, blocks: frozenset[str], sink: Sink) -> str | None:
    """Reports a word that names no layer and no block; gives the one that it is near to, if any."""
    message, near = f"there is no layer or block `{word}`", _meant(word, blocks)
    help_text = f"did you mean `{near}`?" if near else what_instead(word) or _what_there_is()
    name, colon, value = word.partition(":")
    if colon and value and name in (*known_words(), *blocks):
        help_text = f"write `{name}: {value}`, with a space after the colon"
        spaced = Fix(f"write `{name}: {value}`", (Edit(span, f"{name}: {value}"),))
        sink.add(Diagnostic(codes.UNKNOWN_LAYER, message, span, help=help_text, fix=spaced))
        return None
    sure = near is not None and _is_sure(word, near, [*known_words(), *blocks])
    fix = replace_word(span, word, near, safe=sure) if near else None
    if word in CONSTRUCT_KEYS:
        message = f"`{word}` alone says too little"
        help_text, fix = f"write `{{{word}: ...}}`", None
    sink.add(Diagnostic(codes.UNKNOWN_LAYER, message, span, help=help_text, fix=fix))
    return near


def _what_there_is() -> str:
    """The layers in force, and how there are more."""
    text = f"the layers are: {', '.join(layers().ops)}"
    return f"{text}; those of a plugin need `--plugin`" if layers().ops is OPS else text


def report_unknown_block(word: str, span: Span, blocks: frozenset[str], sink: Sink) -> str | None:
    """Reports a name that is no block; gives the one that it is near to, if any."""
    near = suggest(word, blocks, span, known="the blocks are")
    help_text, fix = near.help, near.fix
    if word in known_words():
        help_text, fix = f"`{word}` is a layer: write it as a step, without `block`", None
    elif not blocks:
        help_text = f"define it: `blocks: {{{word}: [...]}}`"
    message, code = f"there is no block `{word}`", codes.UNKNOWN_BLOCK
    sink.add(Diagnostic(code, message, span, help=help_text, fix=fix))
    is_sure_fix = fix is not None and fix.safe
    return meant_block(word, blocks) if is_sure_fix else None


def meant_block(word: str, blocks: Iterable[str]) -> str | None:
    """The block that a word is sure to mean, be it spelt right or not."""
    names = sorted(blocks)
    near = word if word in names else closest(word, names)
    return near if near == word or (near and is_sure(word, near, names)) else None


def is_valid_step(tree: Tree) -> bool:
    """Whether a step that was guessed at can stand as it is."""
    if isinstance(tree, Scalar):
        op = layers().ops.get(str(tree.value))
        lacks = op is not None and (op.merges or any(field.required for field in op.fields))
        return tree.value not in CONSTRUCT_KEYS and not lacks
    if not isinstance(tree, Mapping) or not tree.values:
        return False
    definition, definitions = dispatch(tree.values), spec_schema()["definitions"]
    op = layers().ops.get(definition.removeprefix("step_"))
    fields = op.fields if op is not None else ()
    needed = [field.name for field in fields if field.required and not field.is_main]
    if any(name not in tree.values for name in needed):
        return False
    return conforms(tree.plain(), definitions[definition], definitions)
