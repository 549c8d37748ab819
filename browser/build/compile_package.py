"""Compiles the Python files in /source into a stored ZIP at /package.zip; other files go in as they are.

Runs in Pyodide while the page is built, so that the bytecode is that of the Python in the page.
Times and order are fixed: the same sources give the same bytes. Stored, because the page places
the files without unpacking (browser/src/hosts/python/stored_zip.ts).
"""

import pathlib
import py_compile
import zipfile

SOURCE = pathlib.Path("/source")
SITE = "/lib/python3.14/site-packages"

with zipfile.ZipFile("/package.zip", "w", zipfile.ZIP_STORED) as package:
    for path in sorted(each for each in SOURCE.rglob("*") if each.is_file()):
        name = path.relative_to(SOURCE).as_posix()
        if path.suffix != ".py":
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), path.read_bytes())
            continue
        compiled = py_compile.compile(
            str(path),
            cfile="/compiled.pyc",
            dfile=f"{SITE}/{name}",  # what a traceback shows
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        entry = zipfile.ZipInfo(f"{name}c", (2024, 1, 1, 0, 0, 0))
        package.writestr(entry, pathlib.Path(compiled).read_bytes())
