"""What the wheels of a bundle need, and whether the bundle has it: there is no network to get it from."""

from __future__ import annotations

import importlib.metadata
import platform
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from py_nodes.sdk.not_in_bundle import NO_NETWORK, way_out
from py_nodes.sdk.wheel import normal_name
from py_nodes.sdk.wheel_host import PROVIDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from py_nodes.sdk.diagnostic import Diagnostic
    from py_nodes.sdk.wheel import Wheel


def unmet_needs(wheels: Iterable[Wheel]) -> list[Diagnostic]:
    """Every need of the wheels, and of the extras that they ask for of each other, that is not met."""
    return _Needs(wheels).found()


class _Needs:
    def __init__(self, wheels: Iterable[Wheel]) -> None:
        self._wheels = {each.package: each for each in wheels}
        self._found: list[Diagnostic] = []
        self._read: set[tuple[str, str]] = set()

    def found(self) -> list[Diagnostic]:
        for wheel in self._wheels.values():
            self._check_python(wheel)
            self._check(wheel, "")
        return self._found

    def _check_python(self, wheel: Wheel) -> None:
        here = platform.python_version()
        minor = here.rpartition(".")[0]
        try:
            fits = SpecifierSet(wheel.requires_python).contains(here, prereleases=True)
        except InvalidSpecifier:
            return  # pip has ignored such for years
        if not fits:
            self._tell(
                wheel,
                "wheel-python",
                f"{wheel.file} needs Python {wheel.requires_python}; this is Python {here}.",
                f"Put a version of {wheel.package} into wheels/ that supports Python {minor}.",
            )

    def _check(self, wheel: Wheel, extra: str) -> None:
        """`extra`: with what it needs for this extra beside the rest."""
        if (wheel.package, extra) in self._read:
            return
        self._read.add((wheel.package, extra))
        for text in wheel.requires:
            try:
                wanted = Requirement(text)
            except InvalidRequirement:
                message = f"{wheel.file} asks for {text!r}, which cannot be read; it is left out of account."
                self._tell(wheel, "wheel-metadata", message, "Tell the makers of the wheel.", warning=True)
                continue
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                self._meet(wheel, wanted)

    def _meet(self, wheel: Wheel, wanted: Requirement) -> None:
        package = normal_name(wanted.name)
        shown = f"{wanted.name}{wanted.specifier}"
        own = self._wheels.get(package)
        version = own.version if own else provided_version(package)
        if version is None:
            message = f"{wheel.file} needs the package '{shown}', which is not in the bundle; {NO_NETWORK}."
            self._tell(wheel, "wheel-dependency", message, way_out(package, shown))
        elif version and not wanted.specifier.contains(version, prereleases=True):
            whose = "the bundle has" if own else "the runtime has"
            message = f"{wheel.file} needs '{shown}'; {whose} {package} {version}."
            self._tell(
                wheel, "wheel-dependency", message, "Use versions of the two wheels that fit together."
            )
        if own:
            for extra in sorted(wanted.extras):
                self._check(own, extra)

    def _tell(self, wheel: Wheel, code: str, message: str, help_: str, *, warning: bool = False) -> None:
        told: Diagnostic = {
            "severity": "warning" if warning else "error",
            "code": code,
            "message": message,
            "help": help_,
            "file": wheel.file,
        }
        if told not in self._found:
            self._found.append(told)


def provided_version(package: str) -> str | None:
    """The version of a package that every host has; "" where it does not say; None for any other package."""
    if package not in PROVIDED:
        return None
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
