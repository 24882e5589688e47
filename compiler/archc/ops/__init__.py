"""The layers that archc knows: one class each, and one table of them."""
