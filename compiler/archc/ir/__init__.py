"""The network as a graph of layers, and the tree of regions that it was opened from."""
