"""Mends specs: applies the fixes that diagnostics carry."""
