"""What cannot be imported here, and why: above all packages that would have to come from the network."""

from __future__ import annotations

NO_NETWORK = "a running package has no network to get it from"


class NotHereError(ImportError):
    """Something cannot be imported, for a reason that is known."""

    def __init__(self, message: str, way_out: str, code: str, name: str | None = None) -> None:
        super().__init__(message, name=name)
        self.help = way_out
        self.code = code


class NotInBundleError(NotHereError):
    """A package was asked for that the bundle has no wheel of."""

    def __init__(self, package: str, wanted: str = "") -> None:
        wanted = wanted or package
        message = f"The package '{wanted}' is not in the bundle, and {NO_NETWORK}."
        super().__init__(message, way_out(package, wanted), "package-not-in-bundle", package)


def way_out(package: str, wanted: str) -> str:
    """What to do about a package that is not there."""
    return f"Put a wheel of {package} into the bundle's folder wheels/ (`pip download '{wanted}' -d wheels`)."
