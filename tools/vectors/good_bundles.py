"""Forms that a reader must open."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import replace

from tools.vectors.deflate import DYNAMIC, TEXT, deflated_stored
from tools.vectors.package import FILES, GREETER, MANIFEST, bundle, listed, manifest
from tools.vectors.vector import Vector
from tools.vectors.zip_bytes import (
    HAS_DESCRIPTOR,
    UNIX,
    End,
    Entry,
    Zip,
    packed,
    stored,
    wide_field,
    with_descriptor,
    with_wide_sizes,
)

TIME_FIELD = struct.pack("<2HBI", 0x5455, 5, 3, 1_700_000_000)
LOCAL_TIME_FIELD = struct.pack("<2HB2I", 0x5455, 9, 3, 1_700_000_000, 1_700_000_001)
OWNER_FIELD = struct.pack("<2H2BI1BI", 0x7875, 11, 1, 4, 1000, 4, 1000)
SDK_FILES = {
    "metadata.json": b'{"package_name": "vector", "license": "MIT"}',
    "runtime.wasm": b"\0asm\1\0\0\0",
    "manifest.json": MANIFEST,
}


def good_bundles() -> list[Vector]:
    """All of them."""
    return [*_plain(), *_made_by_others(), *_wide(), *_odd(), *_with_provenance()]


def good(name: str, why: str, content: bytes, entries: list[str], **more: object) -> Vector:
    """A file that opens, with no provenance unless `codes` say otherwise."""
    fields = {"codes": ["no-provenance"], "bundle_nodes": []} | more
    return Vector(name=name, why=why, content=content, entries=entries, **fields)  # type: ignore[arg-type]


def _plain() -> list[Vector]:
    many = [stored(f"assets/{i:03}.txt", b"%d\n" % i) for i in range(300)]
    names = [
        "assets/Grüße.txt",
        "assets/你好.txt",
        "assets/🎛️.txt",
        "assets/a b.txt",
        "..a",
        "a..b",
        "console.py",
    ]
    return [
        good("minimal", "A manifest and nothing else.", bundle().written(), ["manifest.json"]),
        good(
            "nodes",
            "A Python node.",
            bundle(stored("nodes/greeter.py", GREETER)).written(),
            ["manifest.json", "nodes/greeter.py"],
            bundle_nodes=["Greeter"],
        ),
        good(
            "deflated",
            "Deflated: fixed codes, own codes, stored blocks.",
            bundle(
                packed("a", TEXT), packed("b", TEXT, DYNAMIC), packed("c", TEXT, deflated_stored(TEXT))
            ).written(),
            ["manifest.json", "a", "b", "c"],
        ),
        good(
            "empty-files",
            "Files without a byte, stored and deflated.",
            bundle(stored("a", b""), packed("b", b""), with_descriptor(packed("c", b""))).written(),
            ["manifest.json", "a", "b", "c"],
        ),
        good(
            "many-files",
            "Three hundred files.",
            bundle(*many).written(),
            ["manifest.json", *(f"assets/{i:03}.txt" for i in range(300))],
        ),
        good(
            "unicode-names",
            "Names in several scripts, and some that only look forbidden.",
            bundle(*(stored(name) for name in names)).written(),
            ["manifest.json", *names],
        ),
        good(
            "unicode-names-unmarked",
            "UTF-8 that its flag does not announce, as Info-ZIP on Linux writes it.",
            bundle(stored("grüße.txt".encode())).written(),
            ["manifest.json", "grüße.txt"],
        ),
        good(
            "deepest-name",
            "Sixteen parts, and a name of 512 bytes.",
            bundle(stored("d/" * 15 + "x"), stored("n" * 512)).written(),
            ["manifest.json", "d/" * 15 + "x", "n" * 512],
        ),
        good(
            "manifest-broken-json",
            "The container is good; what the manifest says is the engine's to refuse.",
            Zip(entries=[stored("manifest.json", b"{")]).written(),
            ["manifest.json"],
        ),
        good(
            "manifest-wrong-types",
            "The same, with a manifest whose values have other types than they should.",
            Zip(
                entries=[stored("manifest.json", b'{"version": 1, "nodes": {"id": []}, "connections": 7}')]
            ).written(),
            ["manifest.json"],
        ),
    ]


def _made_by_others() -> list[Vector]:
    described = [with_descriptor(packed(name, content)) for name, content in SDK_FILES.items()]
    sdk = [replace(each, made_by=0x032D, attributes=0o100644 << 16) for each in described]
    note = {"timestamp": "2025-10-25T09:00:00Z", "builder": "x", "source_hash": "ab", "dependencies": []}
    designed = SDK_FILES | {
        "deps/a.txt": b"x\n",
        "wasi-deps/usr/lib/a.txt": b"x\n",
        "meta/provenance.json": json.dumps(note).encode(),
        "meta/runtime.json": b"{}\n",
    }
    zipped = [_info_zip(name) for name in ("manifest.json", "nodes/", "nodes/greeter.py")]
    below = [_info_zip(name, "my-package/") for name in ("", "manifest.json", "nodes/", "nodes/greeter.py")]
    mac = [stored("__MACOSX/my-package/._manifest.json", bytes(8)), stored("__MACOSX/._my-package", bytes(8))]
    python = io.BytesIO()
    with zipfile.ZipFile(python, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    nodes = {"bundle_nodes": ["Greeter"]}
    return [
        good(
            "sdk-descriptors",
            "As the SDK's archiver writes it: any order, deflated, sizes in descriptors.",
            Zip(entries=sdk).written(),
            list(SDK_FILES),
            layout="sdk",
        ),
        good(
            "sdk-descriptors-unmarked",
            "The same; the descriptors have no mark.",
            Zip(
                entries=[with_descriptor(packed(*each), has_mark=False) for each in SDK_FILES.items()]
            ).written(),
            list(SDK_FILES),
            layout="sdk",
        ),
        good(
            "sdk-designed",
            "The folders that the SDK's format text describes; its note of the origin lists no files.",
            Zip(entries=[with_descriptor(packed(*each)) for each in designed.items()]).written(),
            list(designed),
            layout="sdk",
        ),
        good(
            "info-zip",
            "As `zip -r` writes it in the folder: folders, times, owners.",
            Zip(entries=zipped).written(),
            ["manifest.json", "nodes/greeter.py"],
            **nodes,
        ),
        good(
            "info-zip-top-folder",
            "As `zip -r my.rmpkg my-package` writes it: all below one folder.",
            Zip(entries=below).written(),
            ["manifest.json", "nodes/greeter.py"],
            codes=["no-provenance", "top-folder"],
            **nodes,
        ),
        good(
            "mac-top-folder",
            "As a Mac's file manager compresses a folder.",
            Zip(entries=[*below[1:], *mac]).written(),
            ["manifest.json", "nodes/greeter.py", *(each.central.name.decode() for each in mac)],
            codes=["no-provenance", "top-folder"],
            **nodes,
        ),
        good("python-zipfile", "As Python's `zipfile` writes it.", python.getvalue(), list(FILES), **nodes),
    ]


def _info_zip(name: str, below: str = "") -> Entry:
    content = FILES.get(name, b"")
    entry = packed(below + name, content) if content else stored(below + name, b"")
    mode = 0o040755 << 16 | 0x10 if not content else 0o100644 << 16
    changed = entry.local_only(extra=LOCAL_TIME_FIELD + OWNER_FIELD).central_only(
        extra=TIME_FIELD + OWNER_FIELD
    )
    return replace(changed, made_by=UNIX + 10, attributes=mode)


def _wide() -> list[Vector]:
    entries = [with_wide_sizes(manifest()), with_wide_sizes(packed("a.txt", TEXT))]
    full = wide_field(len(TEXT), len(packed("a", TEXT).data))
    return [
        good(
            "wide",
            "64-bit sizes and a 64-bit end record, though nothing needs them.",
            Zip(entries=entries, end=End(wide=bytes, narrow_is_full=True)).written(),
            ["manifest.json", "a.txt"],
        ),
        good(
            "wide-end-only",
            "A 64-bit end record beside a plain one that says the same.",
            Zip(entries=[manifest()], end=End(wide=bytes)).written(),
            ["manifest.json"],
        ),
        good(
            "wide-descriptor",
            "64-bit sizes in a data descriptor.",
            bundle(with_descriptor(packed("a.txt", TEXT), is_wide=True)).written(),
            ["manifest.json", "a.txt"],
        ),
        good(
            "wide-repeated",
            "A field of 64-bit sizes that repeats the plain ones.",
            bundle(packed("a.txt", TEXT).both(extra=full)).written(),
            ["manifest.json", "a.txt"],
        ),
    ]


def _odd() -> list[Vector]:
    true_sizes = packed("a.txt", TEXT)
    described = with_descriptor(true_sizes)
    local = replace(true_sizes.local, flags=HAS_DESCRIPTOR)
    inner = Zip(entries=[stored("inner.txt")]).written()
    return [
        good(
            "comment", "A comment.", replace(bundle(), comment=b"made by hand").written(), ["manifest.json"]
        ),
        good(
            "entry-comment",
            "A comment of an entry.",
            bundle(replace(stored("a.txt"), comment=b"mine")).written(),
            ["manifest.json", "a.txt"],
        ),
        good(
            "descriptor-with-sizes",
            "True sizes in the header in front, and a descriptor all the same.",
            bundle(replace(described, local=local)).written(),
            ["manifest.json", "a.txt"],
        ),
        good(
            "archive-inside",
            "A wheel, stored, as the last entry: its own end is not the bundle's.",
            bundle(stored("wheels/w.whl", inner)).written(),
            ["manifest.json", "wheels/w.whl"],
        ),
        good(
            "padded-extra",
            "An extra field of zeros, as some tools align their data with.",
            bundle(stored("a.txt").local_only(extra=bytes(7))).written(),
            ["manifest.json", "a.txt"],
        ),
        good(
            "unordered-table",
            "The table of contents is not in the order of the file.",
            _unordered(),
            ["b.txt", "manifest.json"],
        ),
    ]


def _unordered() -> bytes:
    whole = Zip(entries=[manifest(), stored("b.txt")]).written()
    first, end = whole.index(b"PK\1\2"), whole.index(b"PK\5\6")
    second = whole.index(b"PK\1\2", first + 1)
    return whole[:first] + whole[second:end] + whole[first:second] + whole[end:]


def _with_provenance() -> list[Vector]:
    everything = [*FILES, "meta/provenance.json"]
    signed = listed(FILES)
    entries = [*signed.entries, stored("meta/signature.sig", b"whatever")]
    return [
        good(
            "provenance",
            "As `rmpkg build` writes it.",
            listed(FILES).written(),
            sorted(everything),
            codes=["no-signature"],
            bundle_nodes=["Greeter"],
        ),
        good(
            "provenance-deflated",
            "Its files deflated by somebody later: their content is what counts.",
            Zip(entries=[packed(each.central.name, each.data) for each in signed.entries]).written(),
            sorted(everything),
            codes=["no-signature"],
            bundle_nodes=["Greeter"],
        ),
        good(
            "signature-unknown",
            "A signature that cannot be checked.",
            Zip(entries=entries).written(),
            [*sorted(everything), "meta/signature.sig"],
            codes=["signature-not-checked"],
            bundle_nodes=["Greeter"],
        ),
    ]
