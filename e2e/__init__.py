"""The built page and the public command, driven from outside."""
