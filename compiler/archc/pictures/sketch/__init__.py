"""Turns a diagram into a sketch: what a picture shows, and what is drawn only once."""
