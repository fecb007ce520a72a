"""The shards a workspace holds, whichever kind it is of."""

from __future__ import annotations

from sqlalchemy import select

from mathwright.store.schema import runs, shards
from mathwright.store.shards import ShardFiles
from mathwright.store.workspace import Workspace


def shards_of(workspace: Workspace, run_id: str) -> set[tuple[int, int]]:
    """(pass index, shard) of each."""
    if isinstance(workspace.shards, ShardFiles):
        names = [path.name for path in (workspace.shards.directory / run_id).glob("*.parquet")]
        return {(int(name[: name.index("-")]), int(name[name.index("-") + 1 : -len(".parquet")])) for name in names}
    query = select(shards.c["pass"], shards.c.shard).join(runs).where(runs.c.run_id == run_id)
    with workspace.read() as connection:
        return {(index, shard) for index, shard in connection.execute(query)}


def damage(workspace: Workspace, run_id: str, pass_index: int, shard: int) -> None:
    """Cut a shard short."""
    if isinstance(workspace.shards, ShardFiles):
        path = workspace.shards.path(run_id, pass_index, shard)
        path.write_bytes(path.read_bytes()[:100])
        return
    here = (shards.c["pass"] == pass_index, shards.c.shard == shard)
    with workspace.write() as connection:
        content = connection.execute(select(shards.c.content).where(*here)).scalar_one()
        connection.execute(shards.update().where(*here).values(content=content[:100]))
    workspace.shards.forgotten(run_id)
