"""OCI layouts that a reader must open."""

from __future__ import annotations

from tools.vectors.oci_package import OciPackage, Target, sha256
from tools.vectors.oci_recorded import recorded
from tools.vectors.package import MANIFEST
from tools.vectors.tar_bytes import Tar, frame
from tools.vectors.vector import Vector

WHEEL = b"PK\5\6" + bytes(18)


def good_oci() -> list[Vector]:
    """All of them."""
    rich = Target(
        wheels={"helper-1.0-py3-none-any.whl": WHEEL},
        assets={"labels/en.txt": b"speech\nsilence\n"},
        plugins=[{"name": "fast-resampler", "version": "2.1"}],
    )
    native = Target(
        architecture="x86_64", os="linux", more_layers=[(b"\x7fELF", "application/vnd.remotemedia.x")]
    )
    two = OciPackage(targets=[native, Target()])
    whole = OciPackage().tar().written()
    half = len(whole) // 2
    both = frame(whole[:half]) + frame(whole[half:])
    return [
        _good("oci-minimal", "A manifest, a lock and what the target needs.", OciPackage()),
        _good(
            "oci-wheel-asset-plugin",
            "A wheel and an asset, by their names, and a plugin in machine code, which is told of.",
            OciPackage(targets=[rich]),
            names={WHEEL: "wheels/helper-1.0-py3-none-any.whl", b"speech\nsilence\n": "assets/labels/en.txt"},
            codes=["oci-layout", "native-parts", "no-signature"],
        ),
        _good("oci-two-targets", "Made for two platforms: the one for wasm is opened.", two),
        _good("oci-frames", "Two zstd frames, one behind the other.", OciPackage(), packed=both),
        _good(
            "oci-size-announced",
            "The frame says what it unpacks to.",
            OciPackage(),
            packed=frame(whole, size=len(whole)),
        ),
        _good(
            "oci-padded",
            "Zeros behind the end mark, as `tar` pads to 10 KiB.",
            OciPackage(),
            packed=frame(whole + bytes(512 * 9)),
        ),
        _good(
            "oci-level-19",
            "Packed by zstd itself, at the level that the SDK uses.",
            OciPackage(),
            packed=recorded(whole),
        ),
    ]


def _good(
    name: str,
    why: str,
    package: OciPackage,
    *,
    names: dict[bytes, str] | None = None,
    codes: list[str] | None = None,
    packed: bytes | None = None,
) -> Vector:
    known = {MANIFEST: "manifest.json"} | (names or {})
    entries = [known.get(content, path) for path, content in package.files().items()]
    return Vector(
        name=name,
        why=why,
        content=packed or packed_tar(package.tar()),
        codes=codes or ["oci-layout", "no-signature"],
        entries=entries,
        layout="oci",
    )


def packed_tar(tar: Tar) -> bytes:
    """A tar in one frame."""
    return frame(tar.written())


def manifest_path() -> str:
    """Where the usual pipeline manifest lies."""
    return f"blobs/sha256/{sha256(MANIFEST)}"
