"""Renders what a check found for other programs: JSON, SARIF, GitHub's commands, JUnit."""
