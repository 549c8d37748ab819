"""Every pipeline that all hosts must run alike, by topic.

Each module lists `CASES`. Expected values are written down by hand where arithmetic is enough, else
computed beside the case by numpy or by Python itself.
"""

from __future__ import annotations

import importlib
import pkgutil

from conformance.case import Case


def every_case() -> list[Case]:
    """All cases, in the order of their modules."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [case for name in modules for case in importlib.import_module(f"{__name__}.{name}").CASES]
