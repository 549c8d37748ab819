"""A small package as the SDK's newer tools write it: an OCI layout for one platform or more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tools.vectors.package import MANIFEST
from tools.vectors.tar_bytes import Tar, TarFile

PIPELINE = "application/vnd.remotemedia.pipeline"
WHEEL = "application/vnd.remotemedia.python.wheel.v1"
ASSET = "application/vnd.remotemedia.asset.v1"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
CONFIG_TYPE = "application/vnd.remotemedia.pipeline.config.v1+json"
CREATED_BY = {"name": "remotemedia", "version": "0.1.0"}

Json = dict[str, Any]
Change = Callable[[Json], Json]


def same(document: Json) -> Json:
    """No change."""
    return document


def canonical(document: Json) -> bytes:
    """RFC 8785, which for these documents is: sorted keys, no spaces."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content: bytes) -> str:
    """Lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest(content: bytes) -> str:
    """As OCI writes it."""
    return f"sha256:{sha256(content)}"


def descriptor(content: bytes, media_type: str) -> Json:
    """Names a blob."""
    return {"mediaType": media_type, "digest": digest(content), "size": len(content)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One platform. The changes are made to documents before they are hashed."""

    architecture: str = "wasm32"
    os: str = "wasi"
    manifest: bytes = MANIFEST
    wheels: dict[str, bytes] = field(default_factory=dict)
    assets: dict[str, bytes] = field(default_factory=dict)
    plugins: list[Any] = field(default_factory=list)
    more_layers: list[tuple[bytes, str]] = field(default_factory=list)
    change_lock: Change = same
    change_config: Change = same
    change_image: Change = same

    def lock(self) -> Json:
        """What was resolved."""
        wheels = [
            {
                "name": name.split("-")[0],
                "version": "1.0",
                "filename": name,
                "digest": digest(content),
                "size": len(content),
                "tags": ["py3-none-any"],
            }
            for name, content in self.wheels.items()
        ]
        assets = [
            {
                "name": name,
                "digest": digest(content),
                "size": len(content),
                "cacheKey": name,
                "license": "MIT",
                "storage": "embedded",
            }
            for name, content in self.assets.items()
        ]
        return {
            "targetId": f"{self.os}-{self.architecture}",
            "manifestSchema": "v1",
            "manifestDigest": digest(self.manifest),
            "plugins": self.plugins,
            "python": {"implementation": "CPython", "version": "3.12", "abi": "cp312", "wheels": wheels},
            "assets": assets,
        }

    def blobs(self) -> tuple[list[bytes], bytes]:
        """Every blob of it, and its image manifest."""
        lock = canonical(self.change_lock(self.lock()))
        needs = canonical({"architecture": self.architecture, "os": self.os})
        config = canonical(
            self.change_config(
                {
                    "schemaVersion": "1",
                    "createdBy": CREATED_BY,
                    "manifestDigest": digest(self.manifest),
                    "lockDigest": digest(lock),
                    "targetDigest": digest(needs),
                }
            )
        )
        layers = [
            (self.manifest, f"{PIPELINE}.manifest.v1+json"),
            (lock, f"{PIPELINE}.lock.v1+json"),
            (needs, f"{PIPELINE}.target-requirements.v1+json"),
            *((content, WHEEL) for content in self.wheels.values()),
            *((content, ASSET) for content in self.assets.values()),
            *self.more_layers,
        ]
        image = canonical(
            self.change_image(
                {
                    "schemaVersion": 2,
                    "mediaType": MANIFEST_TYPE,
                    "config": descriptor(config, CONFIG_TYPE),
                    "layers": [descriptor(*layer) for layer in layers],
                }
            )
        )
        return [content for content, _ in layers] + [config, image], image

    def described(self) -> Json:
        """Its line of the index."""
        platform = {"architecture": self.architecture, "os": self.os}
        return descriptor(self.blobs()[1], MANIFEST_TYPE) | {"platform": platform}


@dataclass(frozen=True, slots=True, kw_only=True)
class OciPackage:
    """A whole layout."""

    targets: list[Target] = field(default_factory=lambda: [Target()])
    change_index: Change = same
    mark: bytes = b'{"imageLayoutVersion":"1.0.0"}'

    def files(self) -> dict[str, bytes]:
        """Every file, sorted by its path."""
        index = {
            "schemaVersion": 2,
            "mediaType": INDEX_TYPE,
            "manifests": [target.described() for target in self.targets],
        }
        files = {"oci-layout": self.mark, "index.json": canonical(self.change_index(index))}
        for target in self.targets:
            files |= {f"blobs/sha256/{sha256(blob)}": blob for blob in target.blobs()[0]}
        return dict(sorted(files.items()))

    def tar(self) -> Tar:
        """The files in a tar."""
        return Tar(files=[TarFile(path=path, content=content) for path, content in self.files().items()])


def with_file(tar: Tar, file: TarFile) -> Tar:
    """One more file, at the end."""
    return replace(tar, files=[*tar.files, file])


def without(tar: Tar, *paths: str) -> Tar:
    """Some files are not there."""
    return replace(tar, files=[file for file in tar.files if file.path not in paths])


def replaced(tar: Tar, path: str, **changes: object) -> Tar:
    """One file is not what it should be."""
    changed = (replace(file, **changes) if file.path == path else file for file in tar.files)  # type: ignore[arg-type]
    return replace(tar, files=list(changed))
