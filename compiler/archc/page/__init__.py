"""Turns a network, or the change from one to another, into a page that a browser shows."""
