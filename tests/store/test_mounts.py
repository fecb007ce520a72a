"""Network file systems are recognised by the mount that holds the path."""

from __future__ import annotations

from pathlib import Path

import pytest

from mathwright.errors import StorageError
from mathwright.store.mounts import file_system_of, refuse_network
from mathwright.store.workspace import Workspace

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local xfs rw 0 0
//nas/share /mnt/my\040share cifs rw 0 0
user@host:/ /mnt/ssh fuse.sshfs rw 0 0
portal /mnt/portal fuse.portal rw 0 0
tmpfs /twice tmpfs rw 0 0
server:/t /twice nfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "point", "kind"),
    [
        ("/data/w", "/", "ext4"),
        ("/home/ann/w", "/home", "nfs4"),
        ("/homestead", "/", "ext4"),
        ("/home/local/w", "/home/local", "xfs"),
        ("/mnt/my share/w", "/mnt/my share", "cifs"),
        ("/twice/w", "/twice", "nfs"),
    ],
)
def test_the_innermost_and_latest_mount_holds_the_path(path: str, point: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == (point, kind)


@pytest.mark.parametrize("path", ["/home/ann/w", "/mnt/my share", "/mnt/ssh/deep/w", "/twice/w"])
def test_a_workspace_on_a_network_file_system_is_refused(path: str) -> None:
    with pytest.raises(StorageError, match=r"network file system \(.*name a workspace on a local disk"):
        Workspace.open(Path(path), mounts=MOUNTS)


@pytest.mark.parametrize("path", ["/data/w", "/home/local/w", "/mnt/portal/w"])
def test_a_local_one_is_not(path: str) -> None:
    refuse_network(Path(path), MOUNTS)
    assert file_system_of(Path(path), "") == ("/", "")
