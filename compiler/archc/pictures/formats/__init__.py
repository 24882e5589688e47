"""Turns a drawing into files: SVG, PNG, PDF; and a sketch into the text of Mermaid and Graphviz."""
