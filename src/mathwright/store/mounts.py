"""Which file system a path lies on, and whether SQLite's locks can be trusted there."""

from __future__ import annotations

import re
from pathlib import Path

from mathwright.errors import StorageError


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOUNTS = Path("/proc/mounts")
NETWORK = _words(
    "nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs 9p afs afpfs ncpfs coda lustre glusterfs ceph gpfs beegfs orangefs pvfs2"
    " ocfs2 gfs gfs2 davfs webdav vboxsf prl_fs acfs moosefs"
)
"""File systems over a network (or between a host and its guest), where advisory locks or shared memory may fail."""
NETWORK_FUSE = _words(
    "sshfs glusterfs ceph ceph-fuse s3fs gcsfuse goofys rclone juicefs davfs davfs2 smbnetfs nfs mfs moosefs seaweedfs"
    " geesefs blobfuse blobfuse2 mountpoint-s3 lizardfs beegfs vmhgfs-fuse curlftpfs gvfsd-fuse"
)
"""What follows ``fuse.`` in the type of a network file system in user space."""


def file_system_of(path: Path, mounts: str) -> tuple[str, str]:
    """Mount point and type of the file system that holds ``path``; ``mounts`` is the text of ``/proc/mounts``.

    ``("/", "")`` if no line covers the path.  The path need not exist.
    """
    target = path.resolve()
    best = ("/", "")
    depth = 0
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        # A later mount on the same point hides the earlier one, hence >=.
        if len(point.parts) >= depth and target.is_relative_to(point):
            best, depth = (str(point), fields[2]), len(point.parts)
    return best


def is_network(kind: str) -> bool:
    """Whether a file system type of ``/proc/mounts`` is one over a network."""
    return kind in NETWORK or (kind.startswith("fuse.") and kind.removeprefix("fuse.") in NETWORK_FUSE)


def refuse_network(path: Path, mounts: str | None = None) -> None:
    """Raise StorageError if ``path`` lies on a network file system; without ``/proc/mounts`` nothing is known.

    ``mounts`` stands in for the text of ``/proc/mounts``.
    """
    if mounts is None:
        mounts = MOUNTS.read_text(errors="surrogateescape") if MOUNTS.exists() else ""
    point, kind = file_system_of(path, mounts)
    if is_network(kind):
        raise StorageError(
            f"{path}: lies on a network file system ({kind}, mounted at {point}), where SQLite can lose data;"
            " name a workspace on a local disk"
        )


def _unescaped(field: str) -> str:
    """The kernel writes blanks, tabs, line feeds and backslashes as three octal digits."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)
