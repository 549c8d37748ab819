"""Make the cross-compile view of Pyodide's CPython: headers and sysconfigdata.

usage: make_pyroot.py PYTHON_STDLIB_ZIP NATIVE_INCLUDE_DIR OUT

The headers are those of a native CPython of the same minor version (the ABI is fixed within
3.14); pyconfig.h is the native one's list of macros with the values that Pyodide's own
sysconfigdata records.
"""

import re
import shutil
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

_NAME = "_sysconfigdata__emscripten_wasm32-emscripten"
_HEADER_MACRO = "Py_PYCONFIG_H"


def pyconfig(native_header: str, values: Mapping[str, object]) -> str:
    """The text of pyconfig.h: macros that the native header knows, with the target's values."""
    known = set(re.findall(r"^(?:#define|/\* #undef) (\w+)", native_header, re.MULTILINE))
    known |= {name for name in values if re.match(r"(HAVE|SIZEOF|ALIGNOF|WITH)_", name)}
    lines = [f"#ifndef {_HEADER_MACRO}", f"#define {_HEADER_MACRO}"]
    # sysconfigdata leaves out names that begin with _: take the feature macros as they are here.
    lines += re.findall(r"^# ?define _\w+_SOURCE\w* .*", native_header, re.MULTILINE)
    for name in sorted(known - {_HEADER_MACRO}):
        value = values.get(name)
        # sysconfig.parse_config_h turned "#undef X" into 0, and numbers into int.
        if value in (None, "", 0):
            continue
        if isinstance(value, str) and not re.fullmatch(r'"[^"]*"|[\w .()+-]+', value):
            continue
        lines.append(f"#define {name} {value}")
    return "\n".join([*lines, "#endif"]) + "\n"


def main(stdlib: str, native_include: str, target: str) -> None:
    """Write OUT/include/pythonX.Y and OUT's sysconfigdata module."""
    native, out = Path(native_include), Path(target)
    with zipfile.ZipFile(stdlib) as archive:
        text = archive.read(f"{_NAME}.py").decode()
    namespace: dict[str, dict[str, object]] = {}
    exec(text, namespace)  # noqa: S102  CPython's own data module, from the pinned Pyodide package
    include = out / "include" / native.name
    shutil.copytree(native, include, dirs_exist_ok=True)
    (out / f"{_NAME}.py").write_text(f"{text}\nbuild_time_vars['INCLUDEPY'] = {str(include)!r}\n")
    # Debian keeps the real header in a multiarch folder.
    header = next(native.parent.glob(f"*/{native.name}/pyconfig.h")).read_text()
    (include / "pyconfig.h").write_text(pyconfig(header, namespace["build_time_vars"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
