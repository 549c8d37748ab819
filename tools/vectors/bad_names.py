"""Names that lead out of a bundle, that some system cannot store, and that mean another file."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

from tools.vectors.package import bundle
from tools.vectors.vector import Vector, broken
from tools.vectors.zip_bytes import IS_UTF8, Entry, stored

ESCAPES = {
    "parent": ("../outside.txt", "starts with `..`"),
    "parent-inside": ("assets/../../outside.txt", "goes up further than it came down"),
    "parent-alone": ("..", "is `..`"),
    "absolute": ("/etc/cron.d/job", "starts at the root"),
    "two-slashes": ("//server/share/file", "starts as the name of another machine"),
    "backslash": ("assets\\..\\..\\outside.txt", "goes up with backslashes"),
    "backslash-inside": ("assets\\file.txt", "has a backslash: a folder on one system, a letter on another"),
    "drive-letter": ("C:outside.txt", "starts with a drive"),
    "drive-letter-absolute": ("c:/outside.txt", "starts with a drive and a slash"),
    "fullwidth-slash": (
        "assets\uff0f\uff0e\uff0e\uff0fx.txt",
        "has U+FF0F, which some systems turn into a slash",
    ),
    "division-slash": ("assets\u2215x.txt", "has U+2215, which is drawn as a slash"),
    "fraction-slash": ("assets\u2044x.txt", "has U+2044, which is drawn as a slash"),
    "fullwidth-backslash": ("assets\uff3cx.txt", "has U+FF3C, which some systems turn into a backslash"),
    "fullwidth-dots": ("\uff0e\uff0e/x.txt", "has a part of two fullwidth dots"),
    "two-dot-leader": ("\u2025/x.txt", "has a part that is drawn as `..`"),
}

UNSAFE = {
    "empty": ("", "An entry has no name."),
    "empty-part": ("assets//x.txt", "Two slashes follow each other."),
    "dot-part": ("assets/./x.txt", "A part of the name is `.`."),
    "dot-first": ("./x.txt", "The first part of the name is `.`."),
    "nul": ("x.txt\0.py", "A NUL byte: programs in C see a shorter name."),
    "newline": ("a\nb.txt", "A line break, which forges lines of a listing."),
    "escape-sequence": ("a\x1b[2Jb.txt", "A terminal's escape sequence."),
    "delete": ("a\x7fb.txt", "The control character U+007F."),
    "c1-control": ("a\x9bb.txt", "A control character of the second set, U+009B."),
    "right-to-left": ("photo\u202egpj.exe", "A mark that turns the rest of the name around."),
    "zero-width": ("mani\u200bfest.json", "A letter that cannot be seen."),
    "byte-order-mark": ("\ufeffx.txt", "A byte order mark."),
    "trailing-dot": ("assets./x.txt", "A part ends with a dot, which some systems drop."),
    "trailing-space": ("x.txt ", "The name ends with a space, which some systems drop."),
    "colon": ("x.txt:stream", "A colon: another stream of the file on some systems."),
    "question-mark": ("what?.txt", "A character that some systems do not allow."),
    "asterisk": ("all*.txt", "A character that some systems do not allow."),
    "quote": ('a"b.txt', "A character that some systems do not allow."),
    "angle-brackets": ("<a>.txt", "Characters that some systems do not allow."),
    "bar": ("a|b.txt", "A character that some systems do not allow."),
    "device": ("nul", "The name of a device on Windows."),
    "device-in-folder": ("assets/COM1.txt", "The name of a device, in any folder and with any ending."),
    "device-superscript": ("assets/com\u00b9", "A device too: Windows reads a superscript as a digit."),
    "device-console": ("conin$", "The console's input on Windows."),
    "device-space": ("aux .txt", "A device: the space in front of the dot is dropped."),
    "too-long": ("n" * 513, "513 bytes; 512 are allowed."),
    "too-deep": ("d/" * 16 + "x", "Nested 17 deep; 16 are allowed."),
}

COLLISIONS = {
    "ascii-case": ("readme.txt", "README.txt", "differ in case"),
    "unicode-case": ("ärger.txt", "ÄRGER.txt", "differ in the case of a letter that is not ASCII"),
    "sharp-s": ("straße.txt", "STRASSE.txt", "differ in case where a capital has two letters"),
    "final-sigma": ("οδος.txt", "οδοσ.txt", "differ in the form of a small letter"),
    "kelvin": ("k.txt", "\u212a.txt", "differ in a sign that is another's double"),
    "normalisation": ("caf\u00e9.txt", "cafe\u0301.txt", "differ in how an accent is written down"),
    "mark-order": (
        "a\u0323\u0301.txt",
        "a\u0301\u0323.txt",
        "differ in the order of two marks on one letter",
    ),
    "folder-case": ("nodes/a.py", "Nodes/b.py", "have folders that differ in case"),
    "file-and-folder": ("assets", "assets/x.txt", "make `assets` a file and a folder"),
    "folder-and-file": ("assets/x.txt", "assets", "make `assets` a folder and a file"),
    "folder-entry-and-file": ("assets/", "assets", "are a folder and a file of one name"),
}


def bad_names() -> list[Vector]:
    """All of them."""
    second = b"\x01" + struct.pack("<I", zlib.crc32(b"x.txt")) + b"other.txt"
    field = struct.pack("<2H", 0x7075, len(second)) + second
    latin = stored(b"gr\xfc\xdfe.txt")
    return [
        *(
            broken(f"path-{name}", "path-escape", f"A name that {why}.", bundle(stored(path)).written())
            for name, (path, why) in ESCAPES.items()
        ),
        *(
            broken(f"name-{name}", "unsafe-name", why, bundle(stored(path)).written())
            for name, (path, why) in UNSAFE.items()
        ),
        broken(
            "name-cp437",
            "unsafe-name",
            "A name in an old code page that it does not tell.",
            bundle(latin).written(),
        ),
        broken(
            "name-broken-utf8",
            "unsafe-name",
            "A name said to be UTF-8 that is none.",
            bundle(latin.both(flags=IS_UTF8)).written(),
        ),
        broken(
            "name-overlong-utf8",
            "unsafe-name",
            "A slash in the two-byte form that UTF-8 forbids.",
            bundle(stored(b"..\xc0\xafx.txt").both(flags=IS_UTF8)).written(),
        ),
        broken(
            "name-second",
            "unsafe-name",
            "An extra field gives the entry a second, different name.",
            bundle(stored("x.txt").central_only(extra=field)).written(),
        ),
        broken(
            "duplicate",
            "duplicate-name",
            "Two entries have one name.",
            bundle(stored("x.txt", b"one"), stored("x.txt", b"two")).written(),
        ),
        broken(
            "duplicate-manifest",
            "duplicate-name",
            "Two manifests: programs differ in which they take.",
            bundle(stored("manifest.json", b"{}")).written(),
        ),
        broken(
            "duplicate-folder",
            "duplicate-name",
            "One folder is there twice.",
            bundle(stored("assets/", b""), stored("assets/", b"")).written(),
        ),
        *(
            broken(
                f"collision-{name}",
                "name-collision",
                f"Two names that {why}.",
                bundle(_named(first), _named(second)).written(),
            )
            for name, (first, second, why) in COLLISIONS.items()
        ),
        *_kinds(),
    ]


def _named(path: str) -> Entry:
    """An entry without content where it is a folder."""
    return stored(path, b"" if path.endswith("/") else b"x\n")


def _kinds() -> list[Vector]:
    """What is no plain file."""
    kinds = {
        "symbolic-link": (0o120777, "A symbolic link by its Unix mode."),
        "pipe": (0o010644, "A named pipe by its Unix mode."),
        "character-device": (0o020644, "A character device by its Unix mode."),
        "block-device": (0o060644, "A block device by its Unix mode."),
        "socket": (0o140755, "A socket by its Unix mode."),
        "folder-by-mode": (0o040755, "A folder by its Unix mode, a file by its name."),
    }
    target = b"/etc/passwd"
    link = struct.pack("<2H2I2H", 0x000D, 12 + len(target), 0, 0, 0, 0) + target
    folder = replace(stored("assets/", b""), attributes=0o100644 << 16)
    return [
        *(
            broken(
                f"kind-{name}",
                "not-a-file",
                why,
                bundle(replace(stored("x", b"/etc/passwd"), attributes=mode << 16)).written(),
            )
            for name, (mode, why) in kinds.items()
        ),
        broken(
            "kind-file-by-mode",
            "not-a-file",
            "A file by its Unix mode, a folder by its name.",
            bundle(folder).written(),
        ),
        broken(
            "kind-hard-link",
            "not-a-file",
            "PKWARE's Unix field names the file that the entry is a link to.",
            bundle(stored("x", b"").both(extra=link)).written(),
        ),
        broken(
            "kind-folder-with-content",
            "not-a-file",
            "A folder that has bytes of its own.",
            bundle(stored("assets/", b"content")).written(),
        ),
    ]
