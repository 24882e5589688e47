"""Compares two graphs as a reviewer would: what changed, what only follows, and which weights carry over."""
