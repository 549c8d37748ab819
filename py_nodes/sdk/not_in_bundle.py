"""A package that would have to come from the network, which a running package does not have."""

from __future__ import annotations

NO_NETWORK = "a running package has no network to get it from"


class NotInBundleError(ImportError):
    """A package was asked for that the bundle has no wheel of."""

    code = "package-not-in-bundle"

    def __init__(self, package: str, wanted: str = "") -> None:
        wanted = wanted or package
        super().__init__(f"The package '{wanted}' is not in the bundle, and {NO_NETWORK}.", name=package)
        self.help = way_out(package, wanted)


def way_out(package: str, wanted: str) -> str:
    """What to do about a package that is not there."""
    return f"Put a wheel of {package} into the bundle's folder wheels/ (`pip download '{wanted}' -d wheels`)."
