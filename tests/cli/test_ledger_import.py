"""``mathwright ledger import`` from its flags to what it prints."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mathwright.cli.main import app
from mathwright.store.pending import PendingCalls
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.offline import OfflineWave
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.request import ChatMessage, Endpoint, ModelRequest

REQUEST = ModelRequest(Endpoint("openai", "http://h/v1", "m"), (ChatMessage("user", "?"),), "abcd", "WriteQuestion")


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ledger", "import", *arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def replies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wave with its reply, in the place where a run without flags puts its workspace."""
    monkeypatch.chdir(tmp_path)

    async def ask(workspace: Workspace) -> None:
        pending = PendingCalls(workspace)
        wave = OfflineWave(Path("out"), pending)
        with pytest.raises(CallPending):
            await wave.send(REQUEST)
        wave.write()
        pending.close()

    with Workspace.open(Path("mathwright-workspace")) as workspace:
        asyncio.run(ask(workspace))
    body = {"choices": [{"message": {"content": "One."}, "finish_reason": "stop"}]}
    line = {"custom_id": REQUEST.key.hex(), "response": {"status_code": 200, "body": body}, "error": None}
    Path("out/wave-001.replies.jsonl").write_text(json.dumps(line) + "\n{\n")


def test_it_says_what_was_kept_and_what_could_not_be_read() -> None:
    result = mathwright("out/wave-001.replies.jsonl")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["1 replies kept", "1 lines cannot be read:"]
    assert result.stdout.splitlines()[2].startswith("  out/wave-001.replies.jsonl:2: no reply")


def test_its_json_holds_every_count() -> None:
    mathwright("out/wave-001.replies.jsonl")
    found = json.loads(mathwright("out/wave-001.replies.jsonl", "--json").stdout)

    counts = {"kept": 0, "already": 1, "failed": {}, "missing": 0, "unknown": 0, "duplicated": 0, "bad": 1}
    assert {name: found[name] for name in counts} == counts


def test_a_workspace_that_is_not_there_is_said() -> None:
    result = CliRunner().invoke(
        app, ["ledger", "import", "out/wave-001.replies.jsonl", "--workspace", "elsewhere"], catch_exceptions=True
    )

    assert result.exit_code == 1
    assert "elsewhere: no workspace here" in result.stderr
