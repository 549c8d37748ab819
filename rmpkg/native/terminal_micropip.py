"""What ``import micropip`` gives to a bundle's nodes in the terminal.

The real one is for Pyodide and would install into the user's own Python. This one takes the same calls
and does what the real one does in the page's sandbox: installs from the bundle, refuses the rest in the
same words.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from py_nodes.sdk.bundle_wheels import UnusableWheelError
from py_nodes.sdk.not_in_bundle import NotInBundleError
from py_nodes.sdk.wheel import normal_name
from py_nodes.sdk.wheel_needs import provided_version

if TYPE_CHECKING:
    from py_nodes.sdk.bundle_wheels import BundleWheels


class TerminalMicropip(ModuleType):
    """The module, bound to the wheels of one bundle."""

    def __init__(self, wheels: BundleWheels) -> None:
        super().__init__("micropip", "Installs wheels of the bundle; there is no network.")
        self._wheels = wheels

    async def install(self, requirements: str | list[str], *_options: object, **_more: object) -> None:
        """Installs names (``little>=1``) and addresses (``emfs:/…/x.whl``) of wheels in the bundle.

        Raises:
            NotInBundleError: it would have to come from the network.
            ValueError: the bundle has another version, or a wheel that cannot be used.
        """
        for each in [requirements] if isinstance(requirements, str) else requirements:
            if each.partition(";")[0].strip().endswith(".whl"):
                self._install_file(each)
            else:
                self._install_named(each)

    def list(self) -> dict[str, str]:
        """Installed packages of the bundle and their versions."""
        return {wheel.package: wheel.version for wheel in self._wheels.installed.values()}

    def _install_file(self, address: str) -> None:
        path = self._wheels.locate(address)
        if any(path == self._wheels.folder / each.file for each in self._wheels.installed.values()):
            return
        try:
            self._wheels.unpack(path, path.name)
        except UnusableWheelError as error:
            raise ValueError(f"{path.name} {error}") from error

    def _install_named(self, text: str) -> None:
        try:
            wanted = Requirement(text)
        except InvalidRequirement as error:
            raise ValueError(f"{text!r} is no requirement: {error}") from error
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            return
        package = normal_name(wanted.name)
        own = self._wheels.installed.get(package)
        version = own.version if own else provided_version(package)
        if version is None:
            raise NotInBundleError(wanted.name)
        if version and not wanted.specifier.contains(version, prereleases=True):
            raise ValueError(f"Requested '{wanted}', but {package}=={version} is already installed.")


def offer(wheels: BundleWheels) -> None:
    """Puts the module in the place of any other micropip; it goes away with the bundle's modules."""
    module = TerminalMicropip(wheels)
    module.__file__ = str(wheels.site_folder() / "micropip.py")  # by which it is forgotten with the rest
    sys.modules["micropip"] = module
