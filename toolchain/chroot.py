"""The build container as a chroot, for machines that have root but no container engine.

Every mount is made in a mount namespace of its own (`unshare --mount`) and ends with the process
that made it, however that process ends: the tree on disk never has anything mounted in it, so it
can be deleted without a look around.
"""

import fcntl
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from host import (
    CERTIFICATES,
    ToolchainError,
    apt_proxy_options,
    certificate_bundle,
    debian_mirror,
    network_environment,
)
from mounts import Mount

_SCRIPTS = Path("/usr/share/debootstrap/scripts")
_APT = "DEBIAN_FRONTEND=noninteractive apt-get -y"


class Chroot:
    """A Debian root below `folder`, made on first use. Takes about two minutes, 2.7 GB."""

    def __init__(self, folder: Path, *, suite: str, packages: Sequence[str]) -> None:
        """Nothing is made yet: `prepare` does."""
        self.root = folder / "root"
        self._suite = suite
        self._packages = packages

    def prepare(self) -> None:
        """Make the tree if it is not there.

        A half-made one is dropped and begun again: only a complete tree gets the final name.
        Raises ToolchainError without root.
        """
        if os.geteuid() != 0:
            raise ToolchainError("no container engine answers (docker, podman) and a chroot needs root")
        self.root.parent.mkdir(parents=True, exist_ok=True)
        with _locked(self.root.parent / "lock"):
            if self.root.is_dir():
                return
            _install_debootstrap(self._suite)
            partial = self.root.with_name("root.partial")
            _remove(partial)
            # debootstrap mounts /proc and /sys itself: those must not outlive it either.
            _in_own_namespace(
                ["debootstrap", "--variant=minbase", self._suite, str(partial), debian_mirror()]
            )
            (partial / "etc/apt/apt.conf.d/99valid").write_text(
                'Acquire::Check-Valid-Until "false";\n'  # a mirror's Release may have expired
            )
            secure = f"-o Acquire::https::CAInfo={CERTIFICATES}" if certificate_bundle() else ""
            proxy = shlex.join(apt_proxy_options())
            names = shlex.join(self._packages)
            install = (
                f"{_APT} {secure} {proxy} update && "
                f"{_APT} {secure} {proxy} install --no-install-recommends {names} && "
                "apt-get clean"
            )
            _enter(partial, ["/bin/sh", "-ec", install], mounts=(), environment={})
            partial.rename(self.root)

    def run(self, command: Sequence[str], *, mounts: Sequence[Mount], environment: Mapping[str, str]) -> None:
        """Run `command` inside. Raises subprocess.CalledProcessError where it fails."""
        _enter(self.root, command, mounts=mounts, environment=environment)


def _enter(
    root: Path,
    command: Sequence[str],
    *,
    mounts: Sequence[Mount],
    environment: Mapping[str, str],
) -> None:
    """Bind what the command needs below `root`, then run it there, with a clean environment."""
    system = [Mount(Path(path), path) for path in ("/proc", "/sys", "/dev")]
    system += [Mount(Path(f"/etc/{name}"), f"/etc/{name}") for name in ("resolv.conf", "hosts")]
    if bundle := certificate_bundle():
        system.append(Mount(bundle, CERTIFICATES))
    steps = []
    for mount in (*system, *mounts):
        source = mount.source.resolve()
        inside = root / mount.target.lstrip("/")
        if source.is_dir():
            inside.mkdir(parents=True, exist_ok=True)
        else:
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.touch()
        target = shlex.quote(str(inside))
        steps.append(f"mount --bind {shlex.quote(str(source))} {target}")
        if mount.read_only:
            steps.append(f"mount -o remount,bind,ro {target}")
    variables = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LC_ALL": "C.UTF-8",
        **network_environment(),
        **environment,
    }
    assignments = [f"{name}={value}" for name, value in variables.items()]
    inner = shlex.join(["chroot", str(root), "env", "-i", *assignments, *command])
    _in_own_namespace(["/bin/sh", "-ec", "\n".join([*steps, f"exec {inner}"])])


def _in_own_namespace(command: Sequence[str]) -> None:
    subprocess.run(["unshare", "--mount", "--propagation", "private", *command], check=True)


def _install_debootstrap(suite: str) -> None:
    if not shutil.which("debootstrap"):
        if not shutil.which("apt-get"):
            raise ToolchainError("debootstrap is missing and there is no apt-get to install it")
        wait = ["-o", "DPkg::Lock::Timeout=600"]
        subprocess.run(["apt-get", *wait, "update"], check=True)
        names = ["debootstrap", "debian-archive-keyring"]
        subprocess.run(["apt-get", *wait, "install", "-y", "--no-install-recommends", *names], check=True)
    script = _SCRIPTS / suite
    if not script.exists():  # an older debootstrap does not know the suite's name
        script.symlink_to("sid")


def _remove(tree: Path) -> None:
    """Delete a half-made tree. Refuses where something is mounted below it, whoever mounted it."""
    if not tree.exists():
        return
    mounted = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    inside = [point for point in mounted if Path(point).is_relative_to(tree.resolve())]
    if inside:
        raise ToolchainError(f"unmount these first, {tree} is to be deleted: {', '.join(inside)}")
    subprocess.run(["rm", "-rf", "--one-file-system", str(tree)], check=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
