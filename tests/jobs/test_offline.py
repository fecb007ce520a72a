"""Runs without a network: waves out, replies in, and nothing asked or kept twice."""

import asyncio
import errno
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mathwright.errors import DataError, StorageError
from mathwright.jobs.offline import Imported, import_replies, next_steps, replies_path
from mathwright.store.ledger import Ledger
from mathwright.store.pending import PendingCalls, count_pending
from mathwright.store.schema import pending_calls
from mathwright.store.waves import waves_unanswered, write_waves
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.offline import OfflineWave, Waves
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.kept import KeptReply, unpack_reply
from mathwright.teachers.request import CallFailed, ChatMessage, Endpoint, ModelRequest, Sampling

SMALL = Endpoint("openai", "http://localhost:8000/v1", "small-7b", Sampling(max_tokens=64))
LARGE = Endpoint("openai", "http://localhost:8000/v1", "org/large 70b", Sampling(max_tokens=64))
NOTHING = {
    "kept": 0,
    "already": 0,
    "failed": {},
    "missing": 0,
    "unknown": 0,
    "duplicated": 0,
    "bad": 0,
    "bad_lines": (),
}


def request(text: object, endpoint: Endpoint = SMALL, draw: int = 0) -> ModelRequest:
    messages = (ChatMessage("system", "Be brief."), ChatMessage("user", f"½ of {text}?"))
    return ModelRequest(endpoint, messages, template="abcd", prompt="WriteQuestion", draw=draw)


def ask(workspace: Workspace, directory: Path, *requests: ModelRequest, run: str | None = "run", again: bool = False):
    """What one run writes that asks these requests."""

    async def work() -> Waves:
        pending = PendingCalls(workspace)
        try:
            wave = OfflineWave(directory, pending, run)
            for one in requests:
                with pytest.raises(CallPending):
                    await wave.of_role("author").send(one, 3)
            return wave.write(again=again)
        finally:
            pending.close()

    return asyncio.run(work())


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reply(key: str, text: str = "One.", **changes: Any) -> dict[str, Any]:
    """A line as ``vllm run-batch`` writes it."""
    body = {
        "id": "chatcmpl-1",
        "model": "small-7b-0101",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15},
    }
    response = {"status_code": 200, "request_id": f"vllm-{key[:4]}", "body": body}
    return {"id": "vllm-1", "custom_id": key, "response": response, "error": None, **changes}


def failed(key: str, status: int = 500, message: str = "out of memory") -> dict[str, Any]:
    error = {"object": "error", "message": message, "type": "BadRequestError", "param": None, "code": status}
    return reply(key, response={"status_code": status, "request_id": "vllm-x", "body": None}, error=error)


def write_replies(path: Path, replies: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in replies), encoding="utf-8")
    return path


def keys_of(path: Path) -> list[str]:
    return [line["custom_id"] for line in lines_of(path)]


def kept_text(workspace: Workspace, one: ModelRequest) -> str | None:
    with Ledger(workspace) as ledger:
        found = ledger.find(one.key)
    return None if found is None else unpack_reply(found.reply).text


@pytest.fixture
def workspace(tmp_path: Path):
    with Workspace.open(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


# --- waves ----------------------------------------------------------------------------------------


def test_a_wave_holds_each_request_once_as_the_model_is_to_be_asked(workspace: Workspace, out: Path) -> None:
    done = ask(workspace, out, request(1), request(2), request(1), request(1, draw=1))

    assert [(file.path, file.model, file.requests) for file in done.written] == [
        (out / "wave-001.jsonl", "small-7b", 3)
    ]
    assert [path.name for path in out.iterdir()] == ["wave-001.jsonl"]
    assert lines_of(out / "wave-001.jsonl")[0] == {
        "custom_id": request(1).key.hex(),
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {
            "model": "small-7b",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "½ of 1?"}],
            "max_tokens": 64,
        },
    }
    assert keys_of(out / "wave-001.jsonl") == [one.key.hex() for one in (request(1), request(2), request(1, draw=1))]


def test_a_later_run_writes_only_what_no_wave_has(workspace: Workspace, out: Path) -> None:
    ask(workspace, out, request(1), request(2))
    done = ask(workspace, out, request(1), request(2), request(3))

    assert keys_of(done.written[0].path) == [request(3).key.hex()]
    assert done.written[0].path.name == "wave-002.jsonl"
    assert [(file.path.name, file.requests) for file in done.waiting] == [("wave-001.jsonl", 2)]
    assert done.pending == 3


def test_with_nothing_new_no_file_is_written_and_what_is_missing_is_said(workspace: Workspace, out: Path) -> None:
    ask(workspace, out, request(1), request(2))
    done = ask(workspace, out, request(1), request(2))

    assert done.written == ()
    assert [path.name for path in out.iterdir()] == ["wave-001.jsonl"]
    assert next_steps(done, Path("ws"), "mathwright make run.toml") == [
        "nothing new to ask; 2 requests wait for replies to earlier waves",
        f"no replies yet to {out}/wave-001.jsonl: 2 requests wait",
        "next, where the model is, then here:",
        f"  vllm run-batch -i {out}/wave-001.jsonl -o {out}/wave-001.replies.jsonl --model small-7b",
        f"  mathwright ledger import {out}/wave-001.replies.jsonl --workspace ws",
        "  mathwright make run.toml",
    ]


def test_a_run_that_asked_nothing_says_so(workspace: Workspace, out: Path) -> None:
    done = ask(workspace, out)

    assert done == Waves((), (), 0)
    assert next_steps(done, Path("ws"), "make") == ["nothing is pending: no wave was written"]


def test_again_writes_all_that_waits_into_one_more_wave(workspace: Workspace, out: Path) -> None:
    ask(workspace, out, request(1))
    ask(workspace, out, request(2))
    done = ask(workspace, out, request(1), request(2), again=True)

    assert [(file.path.name, file.requests) for file in done.written] == [("wave-003.jsonl", 2)]
    assert done.waiting == ()


def test_each_model_has_a_file_of_its_own(workspace: Workspace, out: Path) -> None:
    done = ask(workspace, out, request(1), request(1, LARGE), request(2, LARGE))

    assert [(file.path.name, file.model, file.requests) for file in done.written] == [
        ("wave-001-org-large-70b.jsonl", "org/large 70b", 2),
        ("wave-001-small-7b.jsonl", "small-7b", 1),
    ]
    large, small = "wave-001-org-large-70b", "wave-001-small-7b"
    assert next_steps(done, Path("w s"), "again")[-4:] == [
        f"  vllm run-batch -i {out}/{large}.jsonl -o {out}/{large}.replies.jsonl --model 'org/large 70b'",
        f"  vllm run-batch -i {out}/{small}.jsonl -o {out}/{small}.replies.jsonl --model small-7b",
        f"  mathwright ledger import {out}/{large}.replies.jsonl {out}/{small}.replies.jsonl --workspace 'w s'",
        "  again",
    ]


def test_models_whose_names_fall_together_have_files_apart(workspace: Workspace, out: Path) -> None:
    models = [Endpoint("openai", "http://h/v1", name) for name in ("a/b", "a:b", "A b", "//")]
    done = ask(workspace, out, *(request(1, one) for one in models))

    assert sorted(file.path.name for file in done.written) == [
        *("wave-001-A-b.jsonl", "wave-001-a-b-2.jsonl", "wave-001-a-b-3.jsonl", "wave-001-model.jsonl"),
    ]


@pytest.mark.parametrize("found", ["wave-007.jsonl", "wave-007.replies.jsonl", "wave-007-small.jsonl"])
def test_numbers_go_on_after_every_file_that_is_there(workspace: Workspace, out: Path, found: str) -> None:
    out.mkdir()
    (out / found).write_text("mine")

    assert [file.path.name for file in ask(workspace, out, request(1)).written] == ["wave-008.jsonl"]
    assert (out / found).read_text() == "mine"


def test_numbers_go_on_though_the_files_were_carried_away(workspace: Workspace, out: Path) -> None:
    ask(workspace, out, request(1))[0][0].path.unlink()

    assert ask(workspace, out, request(1), request(2)).written[0].path.name == "wave-002.jsonl"


def test_another_runs_requests_are_left_to_it(workspace: Workspace, out: Path) -> None:
    ask(workspace, out, request(1), request(2), run="one")
    done = ask(workspace, out, request(2), request(3), run="two")

    assert keys_of(done.written[0].path) == [request(3).key.hex()]
    assert count_pending(workspace, "two") == 2


def test_a_model_that_is_not_asked_by_this_form_stops_the_run(workspace: Workspace, out: Path) -> None:
    other = Endpoint("anthropic", "http://h", "m")

    async def work() -> None:
        pending = PendingCalls(workspace)
        try:
            await OfflineWave(out, pending).send(request(1, other))
        finally:
            pending.close()

    with pytest.raises(CallFailed, match='provider = "openai"') as caught:
        asyncio.run(work())
    assert caught.value.kind == "stop"


# --- kills and full disks -------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


def noted(workspace: Workspace, *requests: ModelRequest) -> None:
    """Requests of a run that died before it wrote."""

    async def work() -> None:
        pending = PendingCalls(workspace)
        for one in requests:
            with pytest.raises(CallPending):
                await OfflineWave(Path("unused"), pending, "run").send(one)
        pending.close()

    asyncio.run(work())


def test_requests_of_a_run_that_died_before_it_wrote_are_not_lost(workspace: Workspace, out: Path) -> None:
    noted(workspace, request(1))

    assert [file.requests for file in write_waves(workspace, "run", out)] == [1]


def test_a_wave_that_was_planned_and_not_written_is_written_next(workspace: Workspace, out: Path) -> None:
    def dies(_from: Path, _to: Path) -> None:
        raise Killed

    noted(workspace, request(1))
    with pytest.raises(Killed):
        write_waves(workspace, "run", out, link=dies)
    assert list(out.iterdir()) == []

    noted(workspace, request(2))
    first, second = write_waves(workspace, "run", out)
    assert [(first.path.name, first.requests), (second.path.name, second.requests)] == [
        ("wave-001.jsonl", 1),
        ("wave-002.jsonl", 1),
    ]
    assert keys_of(first.path) == [request(1).key.hex()]


def test_a_wave_that_was_written_and_not_noted_stays_as_it_is(workspace: Workspace, out: Path) -> None:
    noted(workspace, request(1))
    (file,) = write_waves(workspace, "run", out)
    with workspace.write() as connection:
        connection.exec_driver_sql("UPDATE waves SET state = 'planned'")
    before = file.path.stat()

    assert write_waves(workspace, "run", out) == [file]
    assert (file.path.stat().st_ino, file.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert waves_unanswered(workspace, "run") == [file]


def test_a_file_that_comes_to_be_meanwhile_is_not_overwritten(workspace: Workspace, out: Path) -> None:
    def late(source: Path, path: Path) -> None:
        path.write_text("mine")
        os.link(source, path)

    noted(workspace, request(1))
    with pytest.raises(StorageError, match=r"wave-001\.jsonl: another program made this file"):
        write_waves(workspace, "run", out, link=late)
    (file,) = write_waves(workspace, "run", out)

    assert (file.path.name, keys_of(file.path)) == ("wave-002.jsonl", [request(1).key.hex()])
    assert (out / "wave-001.jsonl").read_text() == "mine"
    assert len(list(out.iterdir())) == 2


def test_a_disk_without_hard_links_takes_a_wave_too(workspace: Workspace, out: Path) -> None:
    def refuse(_from: Path, _to: Path) -> None:
        raise OSError(errno.EPERM, "not here")

    noted(workspace, request(1))
    (file,) = write_waves(workspace, "run", out, link=refuse)

    assert keys_of(file.path) == [request(1).key.hex()]
    assert [path.name for path in out.iterdir()] == ["wave-001.jsonl"]


def test_a_full_disk_leaves_no_half_of_a_wave_and_loses_none(workspace: Workspace, out: Path) -> None:
    def full(_from: Path, _to: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    noted(workspace, request(1))
    with pytest.raises(StorageError, match="the disk is full"):
        write_waves(workspace, "run", out, link=full)
    assert list(out.iterdir()) == []
    assert [file.requests for file in write_waves(workspace, "run", out)] == [1]


# --- replies --------------------------------------------------------------------------------------


def test_replies_are_kept_with_all_that_the_ledger_holds(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1), request(2)).written
    replies = write_replies(replies_path(file.path), (reply(key, f"to {key}") for key in reversed(keys_of(file.path))))

    assert import_replies(workspace, [replies]) == Imported(**{**NOTHING, "kept": 2})
    assert kept_text(workspace, request(1)) == f"to {request(1).key.hex()}"
    assert (count_pending(workspace, "run"), waves_unanswered(workspace, "run")) == (0, [])
    with workspace.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT prompt, template, provider, base_url, model, served_model, way, role, run, draw, input_tokens,"
            " output_tokens, cost_nano_usd, request_id, digests, fault FROM calls JOIN call_kinds USING (kind)"
            " WHERE key = ?",
            (request(2).key,),
        ).one()
    place = ("openai", "http://localhost:8000/v1", "small-7b", "small-7b-0101")
    assert tuple(row) == (
        *("WriteQuestion", "abcd", *place, "offline", "author", "run", 0, 12, 3, None),
        *(f"vllm-{request(2).key.hex()[:4]}", request(2).digests, None),
    )


def test_a_second_import_changes_nothing(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1), request(2)).written
    replies = write_replies(replies_path(file.path), map(reply, keys_of(file.path)))
    import_replies(workspace, [replies])

    assert import_replies(workspace, [replies]) == Imported(**{**NOTHING, "already": 2})
    assert ask(workspace, out).written == ()


def test_lines_that_failed_are_counted_by_reason_and_go_into_the_next_wave(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, *map(request, range(4))).written
    keys = keys_of(file.path)
    lines = [reply(keys[0]), failed(keys[1]), failed(keys[2]), failed(keys[3], 400, "too long")]

    found = import_replies(workspace, [write_replies(replies_path(file.path), lines)])

    assert (found.kept, found.missing) == (1, 0)
    assert found.failed == {
        "the provider: status 500: out of memory": 2,
        "the provider: status 400: too long": 1,
    }
    assert keys_of(ask(workspace, out, *map(request, range(1, 4))).written[0].path) == keys[1:]


def test_a_line_that_failed_and_a_later_one_that_did_not_is_a_reply(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1)).written
    (key,) = keys_of(file.path)

    found = import_replies(workspace, [write_replies(replies_path(file.path), [failed(key), reply(key), failed(key)])])

    assert found == Imported(**{**NOTHING, "kept": 1, "duplicated": 1})


def test_requests_without_a_line_go_into_the_next_wave(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1), request(2), request(3)).written
    replies = write_replies(replies_path(file.path), [reply(keys_of(file.path)[1])])

    assert import_replies(workspace, [replies]) == Imported(**{**NOTHING, "kept": 1, "missing": 2})
    done = ask(workspace, out, request(1), request(3))
    assert (keys_of(done.written[0].path), done.waiting) == ([request(1).key.hex(), request(3).key.hex()], ())


def test_a_wave_without_any_reply_keeps_waiting(workspace: Workspace, out: Path) -> None:
    (first,) = ask(workspace, out, request(1)).written
    (second,) = ask(workspace, out, request(2)).written
    import_replies(workspace, [write_replies(replies_path(second.path), map(reply, keys_of(second.path)))])

    done = ask(workspace, out, request(1))
    assert (done.written, done.waiting) == ((), (first,))


def test_the_first_of_two_replies_stands(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1)).written
    (key,) = keys_of(file.path)
    first = write_replies(out / "a.jsonl", [reply(key, "first"), reply(key, "second")])
    second = write_replies(out / "b.jsonl", [reply(key, "third")])

    assert import_replies(workspace, [first, second]) == Imported(**{**NOTHING, "kept": 1, "duplicated": 2})
    assert kept_text(workspace, request(1)) == "first"


def test_what_is_not_ours_or_no_reply_is_told_by_its_place(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1)).written
    (key,) = keys_of(file.path)
    replies = out / "r.jsonl"
    good = json.dumps(reply(key)).encode()
    lines = [b"{oops", b"", json.dumps(reply("0" * 32)).encode(), json.dumps(reply("request-1")).encode()]
    replies.write_bytes(b"\n".join([*lines, b'"a"', b"\xff", good, good[:50]]))

    found = import_replies(workspace, [replies])

    assert (found.kept, found.unknown, found.bad) == (1, 2, 4)
    assert [line.split(": ")[0] for line in found.bad_lines] == [f"{replies}:{number}" for number in (1, 5, 6, 8)]
    assert ["cut short" in line for line in found.bad_lines] == [False, False, False, True]
    assert found.lines()[0] == "1 replies kept"
    assert len(found.lines()) == 7


def test_a_line_without_end_is_bad_and_the_next_is_read(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1)).written
    replies = out / "r.jsonl"
    with replies.open("wb") as written:
        written.write(b"x" * (20 * 1024 * 1024) + b"\n")
        written.write(json.dumps(reply(keys_of(file.path)[0])).encode())

    found = import_replies(workspace, [replies])

    assert (found.kept, found.bad) == (1, 1)
    assert found.bad_lines == (f"{replies}:1: the line has more than the 8,388,608 bytes allowed",)


def test_a_file_that_is_missing_is_said_and_what_came_before_stays(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1)).written
    replies = write_replies(out / "r.jsonl", map(reply, keys_of(file.path)))

    with pytest.raises(DataError, match=r"none\.jsonl: no such file"):
        import_replies(workspace, [replies, out / "none.jsonl"])
    assert kept_text(workspace, request(1)) == "One."


def test_an_import_that_was_killed_before_it_took_its_calls_out_ends_the_same(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1), request(2)).written
    replies = write_replies(out / "r.jsonl", map(reply, keys_of(file.path)))
    with workspace.read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(pending_calls.select())]
    import_replies(workspace, [replies])
    with workspace.write() as connection:
        connection.execute(pending_calls.insert(), rows)

    assert import_replies(workspace, [replies]) == Imported(**{**NOTHING, "already": 2})
    assert count_pending(workspace, "run") == 0


def test_a_reply_that_was_cut_off_is_kept_with_its_fault(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1), request(2)).written
    cut, empty = (reply(key) for key in keys_of(file.path))
    cut["response"]["body"]["choices"][0]["finish_reason"] = "length"
    empty["response"]["body"]["choices"][0]["message"]["content"] = " "

    assert import_replies(workspace, [write_replies(out / "r.jsonl", [cut, empty])]).kept == 2
    with Ledger(workspace) as ledger:
        found = [ledger.find(request(number).key) for number in (1, 2)]
    assert [one.fault for one in found if one] == ["cut off at the limit of its tokens", "empty reply"]
    assert found[0] is not None
    assert unpack_reply(found[0].reply) == KeptReply("One.", "length")


def test_many_replies_are_kept_in_parts(workspace: Workspace, out: Path) -> None:
    count = 1203
    (file,) = ask(workspace, out, *map(request, range(count))).written
    replies = write_replies(out / "r.jsonl", map(reply, keys_of(file.path)))

    assert import_replies(workspace, [replies]).kept == count
    assert count_pending(workspace, "run") == 0


def test_a_wave_all_of_whose_lines_failed_goes_out_again(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1), request(2)).written
    import_replies(workspace, [write_replies(out / "r.jsonl", map(failed, keys_of(file.path)))])

    done = ask(workspace, out, request(1), request(2))
    assert [(one.path.name, one.requests) for one in done.written] == [("wave-002.jsonl", 2)]


def test_an_error_beside_a_status_of_success_is_a_failure(workspace: Workspace, out: Path) -> None:
    (file,) = ask(workspace, out, request(1)).written
    line = reply(keys_of(file.path)[0], error={"message": "half of it is lost"})

    found = import_replies(workspace, [write_replies(out / "r.jsonl", [line])])
    assert (found.kept, found.failed) == (0, {"the provider: status 500: half of it is lost": 1})


def test_each_directory_counts_its_own_waves(workspace: Workspace, out: Path, tmp_path: Path) -> None:
    ask(workspace, out, request(1))

    assert ask(workspace, tmp_path / "other", request(2)).written[0].path.name == "wave-001.jsonl"
