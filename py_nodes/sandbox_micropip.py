"""micropip in the page's sandbox: the real one, which finds the bundle's wheels and nothing else.

There is no network in the sandbox. Left alone, micropip would ask an index, be refused, and tell that
the package's name may be wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from py_nodes.sdk.not_in_bundle import NotInBundleError
from py_nodes.sdk.wheel import normal_name

if TYPE_CHECKING:
    from py_nodes.sdk.bundle_wheels import BundleWheels


def confine(wheels: BundleWheels) -> None:
    """Lets micropip take a name for a wheel of the bundle, and an address only for a file that is there."""
    from micropip import package_index  # noqa: PLC0415 - handed in only where a bundle wants it
    from micropip._compat import compatibility_layer  # noqa: PLC0415 - there is no other seam

    async def query_package(name: str, _index_urls: Any, **_more: Any) -> Any:  # noqa: ANN401
        files = sorted((wheels.folder / "wheels").glob("*.whl"))
        own = [
            each for each in files if normal_name(each.name.split("-", maxsplit=1)[0]) == normal_name(name)
        ]
        if not own:
            raise NotInBundleError(name)
        listed = [{"filename": each.name, "url": f"emfs:{each}", "hashes": {}} for each in own]
        return package_index.ProjectInfo.from_simple_json_api({"name": name, "files": listed})

    async def fetch_bytes(url: str, _more: dict[str, str]) -> bytes:
        return wheels.locate(url).read_bytes()

    package_index.query_package = query_package
    compatibility_layer.lockfile_packages = {}  # what Pyodide's own distribution would have: elsewhere, too
    compatibility_layer.fetch_bytes = staticmethod(fetch_bytes)
