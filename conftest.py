"""Fixtures that more than one suite uses."""

pytest_plugins = ["e2e.fixtures"]
