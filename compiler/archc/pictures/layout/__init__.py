"""Turns the panels of a sketch into places in points: rows, lanes, and a page for all of them."""
