"""Text of spec files, and places in it."""
