"""The common face of a bundle file and of a folder of sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmpkg.bundle.diagnostic import Diagnostic

#: What the reader says of a file; `own` is a folder, which counts as the user's own sources.
Verdict = Literal["verified", "unknown-signer", "unsigned", "broken", "own"]

#: What a manifest may be called; a package has one of them.
MANIFESTS = ("manifest.json", "manifest.yaml", "manifest.yml")


class DescribedNode(TypedDict):
    """A node type of a package, with what its source says of it."""

    name: str
    #: `process` takes nothing: it gives packets without being given any.
    is_source: NotRequired[Literal[True]]
    #: Ports that the class names itself: `{"name", "type"}` each.
    inputs: NotRequired[list[dict[str, str]]]
    outputs: NotRequired[list[dict[str, str]]]


#: A node type that a package defines; by its name where no more is known.
BundleNode = str | DescribedNode


class EntryReport(TypedDict):
    """One file of a bundle (WIRE.md, `Bundle.report`)."""

    index: int
    name: str
    bytes: int
    stored_bytes: int
    method: str
    sha256: str


class Signer(TypedDict):
    """Who signed a bundle."""

    name: str
    fingerprint: str


class OciTarget(TypedDict):
    """The pipeline for one platform of an OCI layout, and what it needs there."""

    platform: str
    target_id: str | None
    is_opened: bool
    manifest_entry: int | None
    plugins: list[str]
    native_runtime: bool
    python: str | None
    wheels: list[str]
    assets: list[str]


class OciReport(TypedDict):
    """What an OCI layout says of itself."""

    bundle_id: str
    targets: list[OciTarget]


class Report(TypedDict):
    """What the reader says of a bundle (WIRE.md, `Bundle.report`)."""

    verdict: Verdict
    reasons: list[Diagnostic]
    signer: Signer | None
    entries: list[EntryReport]
    manifest_entry: int | None
    bundle_nodes: list[BundleNode]
    layout: Literal["rmpkg", "sdk", "oci"]
    oci: NotRequired[OciReport]


class Sources(ABC):
    """The files of one package, wherever they lie."""

    #: Name of the manifest.
    manifest_file: str
    verdict: Verdict
    #: None for a folder.
    report: Report | None
    #: There is a manifest and nothing beside it, so no code of its own either.
    alone = False

    @property
    @abstractmethod
    def bundle_nodes(self) -> list[BundleNode]:
        """Node types that the package's Python files define."""

    @abstractmethod
    def files(self) -> list[str]:
        """Names of all files, with slashes, sorted."""

    @abstractmethod
    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece, checked by the time the last piece is out.

        Raises:
            BundleError: there is no such file, or it is not what it was when the package was opened.
        """

    def read(self, name: str) -> bytes:
        """The bytes of one file, checked. Raises as `chunks`."""
        return b"".join(self.chunks(name))

    @property
    def manifest_bytes(self) -> bytes:
        """The manifest as it lies in the package. Raises as `chunks`."""
        return self.read(self.manifest_file)

    @property
    def manifest_text(self) -> str:
        """The manifest as text; broken UTF-8 shows as U+FFFD. Raises as `chunks`."""
        return self.manifest_bytes.decode(errors="replace")
