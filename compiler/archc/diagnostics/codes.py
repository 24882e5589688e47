"""Every code that archc can report: its number, its slug and its severity.

The slug names the problem, not the remedy. Each has its file in explanations/, which
`archc explain` and docs/errors.md show.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Code(NamedTuple):
    """A kind of finding: `E0401 merge-shape-mismatch`."""

    id: str
    slug: str
    severity: Severity = "error"
    is_off: bool = False
    """Whether it is said only where a level asks for it."""

    def __str__(self) -> str:
        return f"{self.id} {self.slug}"


# Files
FILE_UNREADABLE = Code("E0001", "file-unreadable")
FILE_NOT_UTF8 = Code("E0002", "file-not-utf8")
FILE_TOO_LARGE = Code("E0003", "file-too-large")
FILE_NOT_WRITTEN = Code("E0004", "file-not-written")
NO_SPECS_FOUND = Code("E0005", "no-specs-found")
OUTPUT_STALE = Code("E0006", "output-stale")
KERAS_MISSING = Code("E0007", "keras-missing")
OUTPUT_COLLISION = Code("E0008", "output-collision")
WEIGHTS_DO_NOT_FIT = Code("E0009", "weights-do-not-fit")
OUTPUT_WITHOUT_SPEC = Code("E0010", "output-without-spec")

# YAML
YAML_INVALID = Code("E0101", "yaml-invalid")
YAML_DUPLICATE_KEY = Code("E0102", "yaml-duplicate-key")
YAML_TAG = Code("E0103", "yaml-tag")
YAML_EMPTY = Code("E0104", "yaml-empty")
YAML_TOO_LARGE = Code("E0105", "yaml-too-large")
YAML_KEY_NOT_TEXT = Code("E0106", "yaml-key-not-text")
YAML_SEVERAL_DOCUMENTS = Code("E0107", "yaml-several-documents")

# The language
UNKNOWN_KEY = Code("E0201", "unknown-key")
MISSING_KEY = Code("E0202", "missing-key")
WRONG_TYPE = Code("E0203", "wrong-type")
WRONG_VALUE = Code("E0204", "wrong-value")
UNKNOWN_LAYER = Code("E0205", "unknown-layer")
AMBIGUOUS_STEP = Code("E0206", "ambiguous-step")
WRONG_VERSION = Code("E0207", "wrong-version")
INVALID_ALLOWANCE = Code("W0201", "invalid-allowance", "warning")
UNUSED_ALLOWANCE = Code("W0202", "unused-allowance", "warning")

# Names, parameters and expressions
UNKNOWN_BLOCK = Code("E0301", "unknown-block")
UNKNOWN_NAME = Code("E0302", "unknown-name")
UNKNOWN_VARIABLE = Code("E0303", "unknown-variable")
EXPRESSION_INVALID = Code("E0304", "expression-invalid")
EXPRESSION_FAILED = Code("E0305", "expression-failed")
UNKNOWN_PARAMETER = Code("E0306", "unknown-parameter")
MISSING_PARAMETER = Code("E0307", "missing-parameter")
UNUSED_PARAMETER = Code("E0308", "unused-parameter")
RECURSIVE_BLOCK = Code("E0309", "recursive-block")
DUPLICATE_NAME = Code("E0310", "duplicate-name")
RESERVED_NAME = Code("E0311", "reserved-name")
UNKNOWN_ARGUMENT = Code("E0312", "unknown-argument")
WRONG_VALUE_COUNT = Code("E0313", "wrong-value-count")
ARGUMENT_CHANGES_STRUCTURE = Code("E0314", "argument-changes-structure")
CONDITIONAL_WIRES = Code("E0315", "conditional-wires")
UNUSED_BLOCK = Code("W0301", "unused-block", "warning")
UNUSED_ARGUMENT = Code("W0302", "unused-argument", "warning")
UNUSED_CONSTANT = Code("W0303", "unused-constant", "warning")
UNUSED_NAME = Code("W0304", "unused-name", "warning")
DEAD_BRANCH = Code("W0305", "dead-branch", "warning")
UNREAD_VALUE = Code("W0306", "unread-value", "warning")
SCALED_OUTPUT = Code("W0307", "scaled-output", "warning")
COUNT_FROM_SIZE = Code("W0308", "count-from-size", "warning")

# Shapes and merges
MERGE_SHAPE_MISMATCH = Code("E0401", "merge-shape-mismatch")
KERNEL_TOO_LARGE = Code("E0402", "kernel-too-large")
WRONG_RANK = Code("E0403", "wrong-rank")
SHAPE_INVALID = Code("E0404", "shape-invalid")
ARGUMENT_CHANGES_SUM = Code("E0405", "argument-changes-sum")
CANCELLED_BIAS = Code("W0401", "cancelled-bias", "warning")
SKIPPED_INPUT = Code("W0402", "skipped-input", "warning")
POINTWISE_STRIDE = Code("W0403", "pointwise-stride", "warning", is_off=True)
UNEVEN_GROUPS = Code("W0404", "uneven-groups", "warning")
SIZE_DEPENDENT_MERGE = Code("W0405", "size-dependent-merge", "warning")
MERGE_RESOLVED = Code("N0401", "merge-resolved", "note")

# Variants
EXTENDS_NOT_FOUND = Code("E0501", "extends-not-found")
EXTENDS_CYCLE = Code("E0502", "extends-cycle")
EDIT_TARGET_GONE = Code("E0503", "edit-target-gone")
EDIT_TARGET_AMBIGUOUS = Code("E0504", "edit-target-ambiguous")
EDIT_TARGET_EXISTS = Code("E0505", "edit-target-exists")
EDIT_WITHOUT_PLACE = Code("E0506", "edit-without-place")
UNKNOWN_VARIANT = Code("E0507", "unknown-variant")
EXTENDS_OUTSIDE = Code("E0508", "extends-outside")

# Limits
TOO_MANY_LAYERS = Code("E0601", "too-many-layers")
TOO_DEEP = Code("E0602", "too-deep")
TENSOR_TOO_LARGE = Code("E0603", "tensor-too-large")
TOO_MANY_EDITS = Code("E0604", "too-many-edits")
TABLE_TOO_LARGE = Code("E0605", "table-too-large")

# Plugins
PLUGIN_NOT_FOUND = Code("E0701", "plugin-not-found")
PLUGIN_IMPORT_FAILED = Code("E0702", "plugin-import-failed")
PLUGIN_WITHOUT_LAYERS = Code("E0703", "plugin-without-layers")
PLUGIN_LAYER_INVALID = Code("E0704", "plugin-layer-invalid")
PLUGIN_WORD_TAKEN = Code("E0705", "plugin-word-taken")
PLUGIN_KERAS_INVALID = Code("E0706", "plugin-keras-invalid")
PLUGIN_RULE_BROKEN = Code("E0707", "plugin-rule-broken")
KERAS_LAYER_DIFFERS = Code("E0708", "keras-layer-differs")
SETTINGS_INVALID = Code("E0709", "settings-invalid")

# Budgets and locks
BUDGET_NOT_MET = Code("E0801", "budget-not-met")
LOCK_MISSING = Code("E0802", "lock-missing")
LOCK_INVALID = Code("E0803", "lock-invalid")
LOCK_DIFFERS = Code("E0804", "lock-differs")
LOCK_WITHOUT_SPEC = Code("E0805", "lock-without-spec")
BUDGETS_NOT_CHECKED = Code("N0801", "budgets-not-checked", "note")
