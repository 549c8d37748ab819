"""OCI layouts whose documents are wrong, or whose files are not what these say."""

from __future__ import annotations

from collections.abc import Callable

from tools.vectors.good_oci import manifest_path, packed_tar
from tools.vectors.oci_package import (
    INDEX_TYPE,
    PIPELINE,
    Json,
    OciPackage,
    Target,
    digest,
    with_file,
    without,
)
from tools.vectors.tar_bytes import TarFile
from tools.vectors.vector import Vector, broken


def bad_oci() -> list[Vector]:
    """All of them."""
    return [*_files(), *_documents()]


def _files() -> list[Vector]:
    tar = OciPackage().tar()
    stray = b"nobody names me"
    package = OciPackage(targets=[Target(more_layers=[(stray, "text/plain")])])
    path = next(name for name, content in package.files().items() if content == stray)
    return [
        broken(
            "oci-unreferenced",
            "unlisted-file",
            "A blob that no document names.",
            packed_tar(with_file(tar, TarFile(path=path, content=stray))),
        ),
        broken(
            "oci-missing-layer",
            "missing-file",
            "A layer that is not there.",
            packed_tar(without(package.tar(), path)),
        ),
        broken(
            "oci-missing-manifest",
            "missing-file",
            "The pipeline's manifest is not there.",
            packed_tar(without(tar, manifest_path())),
        ),
        broken("oci-missing-index", "bad-document", "No index.json.", packed_tar(without(tar, "index.json"))),
        broken("oci-missing-mark", "bad-document", "No oci-layout.", packed_tar(without(tar, "oci-layout"))),
    ]


def _documents() -> list[Vector]:
    def index(change: Callable[[Json], Json]) -> OciPackage:
        return OciPackage(change_index=change)

    def image(change: Callable[[Json], Json]) -> OciPackage:
        return OciPackage(targets=[Target(change_image=change)])

    def config(**fields: object) -> OciPackage:
        return OciPackage(targets=[Target(change_config=lambda it: it | fields)])

    def lock(**fields: object) -> OciPackage:
        return OciPackage(targets=[Target(change_lock=lambda it: it | fields)])

    def layers(change: Callable[[list[Json]], list[Json]]) -> OciPackage:
        return image(lambda it: it | {"layers": change(it["layers"])})

    def first(**fields: object) -> Callable[[Json], Json]:
        return lambda it: it | {"manifests": [it["manifests"][0] | fields]}

    none = "sha256:" + "0" * 64
    twice = [{"mediaType": "a", "digest": none, "size": 1}, {"mediaType": "b", "digest": none, "size": 1}]
    wheel = {"wheels": {"w-1.0-py3-none-any.whl": b"wheel"}}

    def wheel_lock(**fields: object) -> OciPackage:
        def change(it: Json) -> Json:
            wheels = [it["python"]["wheels"][0] | fields]
            return it | {"python": it["python"] | {"wheels": wheels}}

        return OciPackage(targets=[Target(**wheel, change_lock=change)])  # type: ignore[arg-type]

    bad = "bad-document"
    version = "unknown-version"
    documents: dict[str, tuple[str | list[str], str, OciPackage]] = {
        "mark-version": (
            version,
            "A layout of another version.",
            OciPackage(mark=b'{"imageLayoutVersion":"2.0.0"}'),
        ),
        "mark-no-json": (bad, "oci-layout is no JSON.", OciPackage(mark=b"{")),
        "index-empty": (bad, "The index lists nothing.", index(lambda it: it | {"manifests": []})),
        "index-version": (version, "An index of schema 3.", index(lambda it: it | {"schemaVersion": 3})),
        "index-type": (
            version,
            "An index of another type.",
            index(lambda it: it | {"mediaType": INDEX_TYPE + "+x"}),
        ),
        "index-wrong-types": (
            bad,
            "The list of manifests is an object.",
            index(lambda it: it | {"manifests": {}}),
        ),
        "index-of-index": (version, "The index names another index.", index(first(mediaType=INDEX_TYPE))),
        "index-digest": (bad, "A digest of another algorithm.", index(first(digest="sha512:" + "0" * 128))),
        "index-digest-path": (
            bad,
            "A digest that leads out.",
            index(first(digest="sha256:../../../etc/passwd")),
        ),
        "index-size": ("size-mismatch", "A descriptor with a wrong size.", index(first(size=1))),
        "index-size-negative": (bad, "A descriptor with a negative size.", index(first(size=-1))),
        "image-version": (version, "A manifest of schema 1.", image(lambda it: it | {"schemaVersion": 1})),
        "image-no-lock": (bad, "No layer with a lock.", layers(lambda it: [it[0], it[2]])),
        "image-two-manifests": (bad, "Two layers with a manifest.", layers(lambda it: [it[0], *it])),
        "image-layer-version": (
            version,
            "A pipeline manifest of version 2.",
            layers(lambda it: [it[0] | {"mediaType": f"{PIPELINE}.manifest.v2+json"}, *it[1:]]),
        ),
        "image-contradicts": (
            bad,
            "Two descriptors of one blob contradict each other.",
            layers(lambda it: it + twice),
        ),
        "config-version": (version, "A configuration of version 2.", config(schemaVersion="2")),
        "config-manifest": (bad, "The configuration names another manifest.", config(manifestDigest=none)),
        "config-lock": (bad, "The configuration names another lock.", config(lockDigest=none)),
        "config-target": (bad, "The configuration names other requirements.", config(targetDigest=none)),
        "config-wrong-types": (bad, "A digest that is a number.", config(lockDigest=7)),
        "lock-manifest": (bad, "The lock was made for another manifest.", lock(manifestDigest=none)),
        "lock-wrong-types": (bad, "The list of plugins is a text.", lock(plugins="all")),
        "lock-wheel-size": (bad, "The lock and the descriptor disagree on a size.", wheel_lock(size=99)),
        "lock-wheel-escape": (
            "path-escape",
            "A wheel whose name leads out.",
            wheel_lock(filename="../../evil.whl"),
        ),
        "lock-wheel-manifest": (
            "name-collision",
            "A wheel whose name is a folder and a file.",
            OciPackage(targets=[Target(wheels={"a": b"1", "a/b": b"2"})]),
        ),
        "lock-asset-twice": (
            "duplicate-name",
            "Two assets have one name.",
            OciPackage(
                targets=[
                    Target(assets={"x": b"1"}, change_lock=_second_asset, more_layers=[(b"2", "text/plain")])
                ]
            ),
        ),
    }
    return [
        broken(f"oci-{name}", code, why, packed_tar(package.tar()))
        for name, (code, why, package) in documents.items()
    ]


def _second_asset(lock: Json) -> Json:

    second = {"name": "x", "digest": digest(b"2"), "size": 1}
    return lock | {"assets": [*lock["assets"], second]}
