"""Cut a wheel down to what runs, compiled and stored, so that the page need not unpack it.

usage: strip_wheel.py WHEEL OUT     with a CPython of Pyodide's minor version (same .pyc magic)

OUT/files.zip          site-packages without the side modules, .pyc, stored
OUT/*.so               the side modules, which the page compiles on their own
OUT/side_modules.json  {path below site-packages: file name}
OUT/LICENSE.txt        numpy's licence and those of the code that it contains
"""

import json
import py_compile
import re
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

SITE = "/lib/python3.14/site-packages/"
_MOMENT = (2024, 1, 1, 0, 0, 0)
# lapack_lite: numpy itself loads _umath_linalg only, and nothing else imports it.
_DROPPED = re.compile(
    r"(^|/)tests/|(^|/)conftest\.py$|_tests\.cpython-|/(_simd|lapack_lite)\.cpython-"
    r"|^numpy/(f2py|distutils|_pyinstaller|_core/lib|_core/include|random/lib|random/_examples)/"
    r"|\.dist-info/licenses/|\.(a|pyi|h|pxd|pyx|c|ini|in|txt|typed|build|cfg)$"
)


def compiled(name: str, source: bytes) -> bytes:
    """The .pyc of a module, valid whatever the time stamp of the file that is not there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "module.py")
        path.write_bytes(source)
        target = py_compile.compile(
            str(path),
            str(path) + "c",
            dfile=SITE + name,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        if target is None:
            raise OSError(f"{name} was not compiled")
        return Path(target).read_bytes()


def main(wheel: str, target: str) -> None:
    """Write the four kinds of file."""
    out = Path(target)
    out.mkdir(parents=True, exist_ok=True)
    side_modules: dict[str, str] = {}
    licences: list[str] = []
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(out / "files.zip", "w") as files:
        for name in sorted(source.namelist()):
            if found := re.match(r"[^/]+\.dist-info/licenses/(.+[^/])$", name):
                licences.append(f"==== {found[1]}\n\n{source.read(name).decode().strip()}\n")
            if name.endswith("/") or _DROPPED.search(name):
                continue
            data = source.read(name)
            if name.endswith(".so"):
                file = PurePosixPath(name).name
                if file in side_modules.values():
                    raise OSError(f"two side modules are called {file}")
                side_modules[name] = file
                (out / file).write_bytes(data)
                continue
            if name.endswith(".py"):
                name, data = f"{name}c", compiled(name, data)  # noqa: PLW2901
            files.writestr(zipfile.ZipInfo(name, _MOMENT), data)
    (out / "LICENSE.txt").write_text("\n".join(licences), encoding="utf-8")
    (out / "side_modules.json").write_text(json.dumps(side_modules, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
