"""The hosts. Each is given all cases at once and starts once."""
