"""What archc says about a spec: one type, one sink, and renderers."""
