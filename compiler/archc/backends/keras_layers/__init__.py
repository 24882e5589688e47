"""Layers that Keras lacks, one file each: the direct back end imports it, generated source holds its text."""
