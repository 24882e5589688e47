"""Plugins: modules of the caller that declare layers, checked and made a table of layers."""
