"""Entries that are not what their headers say, and bundles that are not what their provenance says."""

from __future__ import annotations

import json
from typing import Any

from tools.vectors.deflate import DYNAMIC, TEXT, deflated, deflated_stored
from tools.vectors.package import FILES, GREETER, MANIFEST, bundle, listed, listing
from tools.vectors.vector import Vector, broken
from tools.vectors.zip_bytes import Zip, packed, stored, with_descriptor


def bad_content() -> list[Vector]:
    """All of them."""
    return [*_methods(), *_streams(), *_manifests(), *_provenances()]


def _methods() -> list[Vector]:
    entry = stored("a.txt", b"abc")
    encrypted = {
        "traditional": (entry.both(flags=1), "Encrypted by the traditional method."),
        "strong": (entry.both(flags=1 | 1 << 6), "Strongly encrypted."),
        "masked": (
            entry.both(flags=1 << 13),
            "The table of contents is encrypted, and the headers are masked.",
        ),
        "aes": (entry.both(method=99), "Encrypted with AES, as WinZip does."),
    }
    methods = {
        1: "shrink",
        6: "implode",
        9: "deflate64",
        12: "bzip2",
        14: "lzma",
        93: "zstd",
        95: "xz",
        77: "unknown",
    }
    return [
        *(
            broken(f"encrypted-{name}", "encrypted-entry", why, bundle(each).written())
            for name, (each, why) in encrypted.items()
        ),
        *(
            broken(
                f"method-{name}",
                "unsupported-method",
                f"Compressed by method {number}.",
                bundle(entry.both(method=number)).written(),
            )
            for number, name in methods.items()
        ),
    ]


def _streams() -> list[Vector]:
    text = packed("text.txt", TEXT)
    reserved = bytes([0b111]) + DYNAMIC[1:]
    damaged = bytearray(DYNAMIC)
    damaged[len(damaged) // 2] ^= 0xFF
    # A match that reaches in front of the beginning: the code of length 3, distance 1, as the first symbol.
    far = bytes.fromhex("0302")
    unfinished = deflated_stored(TEXT)
    length = bytearray(unfinished)
    length[1] ^= 1
    streams = {
        "block-type": ("broken-data", reserved, "A block of the type that does not exist."),
        "codes": (
            "broken-data",
            bytes([0b101, 0xFF, 0xFF, 0xFF]) + DYNAMIC[4:],
            "Code lengths that make no code.",
        ),
        "too-far-back": ("broken-data", far, "A match in front of the beginning."),
        "stored-length": ("broken-data", bytes(length), "A stored block whose two lengths disagree."),
        "cut": ("broken-data", deflated(TEXT)[:-20], "The stream stops early."),
        "not-final": (
            "broken-data",
            bytes([0]) + unfinished[1:],
            "The last block does not say that it is the last.",
        ),
        "goes-on": ("broken-data", deflated(TEXT) + b"\0", "Bytes behind the end of the stream."),
        "empty": ("broken-data", b"", "No stream at all."),
    }
    return [
        *(
            broken(f"deflate-{name}", code, why, bundle(packed("text.txt", TEXT, data)).written())
            for name, (code, data, why) in streams.items()
        ),
        broken(
            "deflate-longer",
            "size-mismatch",
            "Unpacks to a byte more than announced.",
            bundle(text.both(full_bytes=len(TEXT) - 1)).written(),
        ),
        broken(
            "deflate-shorter",
            "size-mismatch",
            "Unpacks to a byte less than announced.",
            bundle(text.both(full_bytes=len(TEXT) + 1)).written(),
        ),
        broken(
            "stored-longer",
            "size-mismatch",
            "Stored, and yet its two sizes differ.",
            bundle(stored("a.txt", b"abc").both(full_bytes=2)).written(),
        ),
        broken(
            "crc-stored",
            "crc-mismatch",
            "A stored file with a wrong checksum.",
            bundle(stored("a.txt", b"abc").both(crc=0x12345678)).written(),
        ),
        broken(
            "crc-deflated",
            "crc-mismatch",
            "A deflated file with a wrong checksum.",
            bundle(text.both(crc=0x12345678)).written(),
        ),
        broken(
            "crc-damaged",
            "crc-mismatch",
            "A bit of a stored file has flipped.",
            bundle(stored("a.txt", b"so it goes")).written().replace(b"so it goes", b"so at goes"),
        ),
        broken(
            "crc-descriptor",
            "crc-mismatch",
            "The checksum in descriptor and table is a wrong one.",
            bundle(with_descriptor(text.both(crc=0x12345678))).written(),
        ),
    ]


def _manifests() -> list[Vector]:
    return [
        broken(
            "manifest-missing", "no-manifest", "No manifest.json.", Zip(entries=[stored("a.txt")]).written()
        ),
        broken("manifest-nothing", "no-manifest", "An archive without entries.", Zip().written()),
        broken(
            "manifest-folder",
            "no-manifest",
            "manifest.json is a folder.",
            Zip(entries=[stored("manifest.json/", b"")]).written(),
        ),
        broken(
            "manifest-other-case",
            "no-manifest",
            "The manifest is called Manifest.json.",
            Zip(entries=[stored("Manifest.json", MANIFEST)]).written(),
        ),
        broken(
            "manifest-two-folders",
            "no-manifest",
            "Two top folders, each with a manifest.",
            Zip(entries=[stored("a/manifest.json", MANIFEST), stored("b/manifest.json", MANIFEST)]).written(),
        ),
        broken(
            "manifest-beside-folder",
            "no-manifest",
            "The manifest lies in a folder, another file beside it.",
            Zip(entries=[stored("a/manifest.json", MANIFEST), stored("b.txt")]).written(),
        ),
        broken(
            "manifest-twice",
            "several-manifests",
            "manifest.json and manifest.yaml.",
            Zip(entries=[stored("manifest.json", MANIFEST), stored("manifest.yaml", MANIFEST)]).written(),
        ),
        broken(
            "manifest-too-deep",
            "no-manifest",
            "The manifest lies below two folders.",
            Zip(entries=[stored("a/b/manifest.json", MANIFEST)]).written(),
        ),
    ]


def _provenances() -> list[Vector]:
    good = listing(FILES)
    subjects: Any = good["subject"]
    first = subjects[0]
    bad: dict[str, tuple[bytes | object, str]] = {
        "empty": (b"", "No byte."),
        "no-json": (b"{", "JSON that stops early."),
        "trailing": (json.dumps(good).encode() + b"{}", "Something follows the JSON."),
        "not-utf8": (b'{"_type": "\xff"}', "JSON that is no UTF-8."),
        "list": ([good], "A list where a statement should be."),
        "null": (b"null", "null where a statement should be."),
        "deep": (b"[" * 3000, "Brackets 3,000 deep."),
        "note-with-subjects": (
            {"timestamp": "2025-10-25T09:00:00Z", "subject": good["subject"]},
            "The SDK's older note of the origin, with the list of a statement.",
        ),
        "no-type": ({key: value for key, value in good.items() if key != "_type"}, "No `_type`."),
        "other-type": (
            good | {"_type": "https://in-toto.io/Statement/v0.1"},
            "A statement of another version.",
        ),
        "other-predicate": (
            good | {"predicateType": "https://slsa.dev/provenance/v0.2"},
            "Another predicate.",
        ),
        "twice-key": (
            json.dumps(good).replace('"_type"', '"_type": "x", "_type"').encode(),
            "A key that is there twice.",
        ),
        "no-subject": ({key: value for key, value in good.items() if key != "subject"}, "No subjects."),
        "subject-object": (good | {"subject": first}, "The subjects are no list."),
        "subject-name-number": (good | {"subject": [first | {"name": 1}]}, "A name that is a number."),
        "subject-no-digest": (good | {"subject": [{"name": "manifest.json"}]}, "A subject without a digest."),
        "subject-sha512": (
            good | {"subject": [first | {"digest": {"sha512": "0" * 128}}]},
            "A digest that is no SHA-256.",
        ),
        "subject-upper-case": (
            good | {"subject": [first | {"digest": {"sha256": first["digest"]["sha256"].upper()}}]},
            "A digest in capitals.",
        ),
        "subject-short": (
            good | {"subject": [first | {"digest": {"sha256": "abc"}}]},
            "A digest of three digits.",
        ),
        "subject-twice": (good | {"subject": [*subjects, first]}, "A subject that is there twice."),
        "lists-itself": (
            good | {"subject": [*subjects, {"name": "meta/provenance.json", "digest": first["digest"]}]},
            "It lists itself.",
        ),
        "lists-signature": (
            good | {"subject": [*subjects, {"name": "meta/signature.sig", "digest": first["digest"]}]},
            "It lists its own signature.",
        ),
    }
    changed = FILES | {"nodes/greeter.py": GREETER.replace(b"return data", b"return None")}
    return [
        *(
            broken(f"provenance-{name}", "bad-provenance", why, listed(FILES, given).written())
            for name, (given, why) in bad.items()
        ),
        broken(
            "listed-changed",
            "changed-file",
            "A file has another SHA-256 than the provenance says.",
            listed(changed, good).written(),
        ),
        broken(
            "listed-changed-manifest",
            "changed-file",
            "The manifest has another SHA-256 than listed.",
            listed(FILES | {"manifest.json": MANIFEST + b" "}, good).written(),
        ),
        broken(
            "listed-missing",
            "missing-file",
            "The provenance lists a file that is not there.",
            listed({"manifest.json": MANIFEST}, good).written(),
        ),
        broken(
            "listed-not",
            "unlisted-file",
            "A file that the provenance does not list.",
            listed(FILES | {"nodes/evil.py": b"import os\n"}, good).written(),
        ),
        broken(
            "listed-in-other-case",
            ["unlisted-file", "missing-file"],
            "The provenance spells a name otherwise.",
            listed({"manifest.json": MANIFEST, "nodes/Greeter.py": GREETER}, good).written(),
        ),
    ]
