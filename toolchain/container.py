"""The one build container: in Docker or Podman where an engine answers, else in a chroot.

Inside, the clone always lies at /src (read-only), the outputs at /out and what may be kept
between builds at /cache. So the path of the clone reaches no compiler.
"""

import hashlib
import os
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from chroot import Chroot
from host import (
    CERTIFICATES,
    ROOT,
    ToolchainError,
    cache_root,
    certificate_bundle,
    debian_mirror,
    network_environment,
)
from mounts import Mount

_ENGINES = ("docker", "podman")


class Container(Protocol):
    """What builds run in."""

    def prepare(self) -> None:
        """Make it if it is not there."""

    def run(self, command: Sequence[str], *, mounts: Sequence[Mount], environment: Mapping[str, str]) -> None:
        """Run a command; raises subprocess.CalledProcessError where it fails."""


@dataclass(frozen=True, slots=True)
class PackageList:
    """packages.toml."""

    suite: str
    packages: dict[str, list[str]]

    @classmethod
    def read(cls) -> "PackageList":
        """The list of this clone."""
        data = tomllib.loads((ROOT / "toolchain/packages.toml").read_text(encoding="utf-8"))
        return cls(data["suite"], data["packages"])

    def every(self) -> list[str]:
        """All packages, each once, sorted."""
        return sorted({name for names in self.packages.values() for name in names})

    def recipe_text(self, artifact: str) -> str:
        """The part of the list that belongs to one artifact, for its recipe hash."""
        return " ".join([self.suite, *self.packages["base"], *self.packages.get(artifact, [])])


class OciContainer:
    """The Containerfile's image under a Docker or Podman engine."""

    def __init__(self, engine: str, listed: PackageList, key: str) -> None:
        """`key` names the image: another recipe is another image."""
        self._engine = engine
        self._listed = listed
        self._image = f"rmpkg-toolchain:{key}"

    def prepare(self) -> None:
        """Build the image unless it is there."""
        seen = subprocess.run(
            [self._engine, "image", "inspect", self._image], capture_output=True, check=False
        )
        if seen.returncode == 0:
            return
        arguments = [f"SUITE={self._listed.suite}", f"PACKAGES={' '.join(self._listed.every())}"]
        if os.environ.get("DEBIAN_MIRROR"):
            arguments.append(f"MIRROR={debian_mirror()}")
        build = [self._engine, "build", "--network=host", "-t", self._image]
        build += [word for argument in arguments for word in ("--build-arg", argument)]
        recipe = ROOT / "toolchain/Containerfile"
        subprocess.run([*build, "-f", str(recipe), str(recipe.parent)], check=True)

    def run(self, command: Sequence[str], *, mounts: Sequence[Mount], environment: Mapping[str, str]) -> None:
        """Run `command` in a fresh container on the host's network."""
        call = [self._engine, "run", "--rm", "--network=host"]
        if self._engine == "docker":  # rootless Podman's root is the caller already
            call.append(f"--user={os.getuid()}:{os.getgid()}")
        bundle = certificate_bundle()
        own = [Mount(bundle, CERTIFICATES)] if bundle else []
        for mount in (*own, *mounts):
            mode = ":ro" if mount.read_only else ""
            call.append(f"--volume={mount.source.resolve()}:{mount.target}{mode}")
        home = "/tmp"  # noqa: S108  inside the container
        variables = {"HOME": home, "LC_ALL": "C.UTF-8", **network_environment(), **environment}
        call += [f"--env={name}={value}" for name, value in variables.items()]
        subprocess.run([*call, self._image, *command], check=True)


def container_key() -> str:
    """A short hash of all that decides what the container holds."""
    digest = hashlib.sha256()
    for name in ("packages.toml", "Containerfile"):
        digest.update((ROOT / "toolchain" / name).read_bytes())
    return digest.hexdigest()[:12]


def open_container() -> Container:
    """The container of this recipe, made if need be.

    TOOLCHAIN_ENGINE chooses: docker, podman or chroot. Raises ToolchainError where none can be had.
    """
    listed = PackageList.read()
    wanted = os.environ.get("TOOLCHAIN_ENGINE")
    if wanted and wanted not in (*_ENGINES, "chroot"):
        raise ToolchainError(f"TOOLCHAIN_ENGINE={wanted}: docker, podman or chroot are known")
    container: Container
    engine = wanted or next((name for name in _ENGINES if _answers(name)), "chroot")
    if engine == "chroot":
        folder = cache_root() / f"chroot-{container_key()}"
        container = Chroot(folder, suite=listed.suite, packages=listed.every())
    else:
        container = OciContainer(engine, listed, container_key())
    container.prepare()
    return container


def _answers(engine: str) -> bool:
    try:
        seen = subprocess.run([engine, "info"], capture_output=True, timeout=30, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False
    return seen.returncode == 0


def run_build(
    container: Container,
    *command: str,
    out: Path,
    environment: Mapping[str, str] | None = None,
    extra: Sequence[Mount] = (),
) -> None:
    """Run a command in the container with /src, /out and /cache in place."""
    kept = cache_root() / "kept"
    kept.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    mounts = [
        Mount(ROOT, "/src"),
        Mount(out, "/out", read_only=False),
        Mount(kept, "/cache", read_only=False),
        *extra,
    ]
    container.run(command, mounts=mounts, environment=environment or {})
