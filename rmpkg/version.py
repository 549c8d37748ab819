"""The version of rmpkg, as installed or as it stands in the checkout."""

from __future__ import annotations

VERSION = "0.1.0"
