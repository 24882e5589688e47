"""Locks: text files that hold what specs compile to, so that no network changes unnoticed."""
