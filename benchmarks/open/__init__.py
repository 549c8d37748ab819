"""How long files take to open, and how much memory."""
