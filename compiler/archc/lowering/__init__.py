"""From the typed spec to the graph: blocks opened, shapes inferred, sums resolved."""
