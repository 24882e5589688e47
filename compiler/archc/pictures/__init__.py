"""Draws the diagram of a network as a figure, the way papers print it."""
