"""Turns a graph into a diagram: boxes in groups in groups, which pictures and pages are drawn from."""
