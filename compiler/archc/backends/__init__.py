"""From the graph to what people use: a Keras model, Python source, a summary."""
