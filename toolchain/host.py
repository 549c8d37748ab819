"""What a build needs to know of the machine it runs on: mirror, certificates, proxy, caches.

Nothing of it is written into a committed file: a mirror or a proxy belongs to the machine.
"""

import hashlib
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The clone."""

CERTIFICATES = "/run/host-certificates.pem"
"""Where the host's certificate authorities lie inside the container."""

_CERTIFICATE_VARIABLES = (
    "SSL_CERT_FILE",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "CARGO_HTTP_CAINFO",
    "NODE_EXTRA_CA_CERTS",
    "CURL_CA_BUNDLE",
)
_PASSED_ON = re.compile(r"(?i)(https?|all|no)_proxy|PIP_(EXTRA_)?INDEX_URL|CARGO_REGISTRIES_\w+")


class ToolchainError(Exception):
    """A build that cannot go on; the message says why and what to do."""


def cache_root() -> Path:
    """The folder of everything that can be made again, outside the clone."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "rmpkg-toolchain"


def clone_key() -> str:
    """A short name for this clone, for what is kept between its builds.

    Cargo judges by time stamps whether a file has changed: two clones must not share a target folder.
    """
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def certificate_bundle() -> Path | None:
    """The host's bundle of certificate authorities: a proxy may have its own."""
    for candidate in (os.environ.get("SSL_CERT_FILE"), "/etc/ssl/certs/ca-certificates.crt"):
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    return None


def network_environment() -> dict[str, str]:
    """Variables that let pip, cargo and npm inside the container reach what the host reaches."""
    passed = {name: value for name, value in os.environ.items() if _PASSED_ON.fullmatch(name)}
    if certificate_bundle():
        passed |= dict.fromkeys(_CERTIFICATE_VARIABLES, CERTIFICATES)
    return passed


def debian_mirror() -> str:
    """The Debian mirror that this machine's apt uses, or DEBIAN_MIRROR.

    Raises ToolchainError where apt names none.
    """
    if chosen := os.environ.get("DEBIAN_MIRROR"):
        return chosen
    folder = Path("/etc/apt")
    for path in sorted([*folder.glob("sources.list"), *folder.glob("sources.list.d/*")]):
        # Both forms: "URIs: http://…/debian" and "deb [options] http://…/debian suite main".
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            found = re.match(r"(?:URIs:|deb\s+(?:\[[^]]*\]\s+)?)\s*(\S+/debian)/?(?:\s|$)", line)
            if found:
                return found[1]
    raise ToolchainError("no Debian mirror in /etc/apt: set DEBIAN_MIRROR to one, or start Docker or Podman")


def apt_proxy_options() -> list[str]:
    """apt-get options for the proxy that the host's apt is configured with."""
    options = []
    for key in ("Acquire::http::Proxy", "Acquire::https::Proxy"):
        line = subprocess.run(
            ["apt-config", "shell", "value", key], capture_output=True, text=True, check=False
        ).stdout.strip()
        if line:
            options += ["-o", f"{key}={line.removeprefix('value=').strip(chr(39))}"]
    return options


def hash_file(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read_tools(out: Path) -> dict[str, str]:
    """Take away tools.txt, where a build script wrote a line `tool [version] x.y` for each tool."""
    path = out / "tools.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.unlink()
    found = (re.match(r"(\S+) (?:version )?v?(\S+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}
