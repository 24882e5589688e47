"""The language as a JSON Schema, and the verdict on whether a spec follows it."""
