"""The house's own commands, behind `make`."""
