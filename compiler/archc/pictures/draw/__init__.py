"""Turns a sketch, laid out, into a drawing: marks with colours and words."""
