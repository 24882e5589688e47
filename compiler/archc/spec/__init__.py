"""A spec with types: what the YAML says, before blocks are opened and repeats unrolled."""
