"""The language server: what `editor` knows, over the Language Server Protocol."""
