import json
from typing import Any

from tests.hostile.client import Connection, Seen
from tests.hostile.faults import Faults
from tests.hostile.server import HostileServer


def body(text: str) -> dict[str, Any]:
    return {"model": "small", "messages": [{"role": "user", "content": text}], "max_tokens": 100}


def openai_file(count: int, **more: Any) -> bytes:
    lines = [
        {"custom_id": f"line-{n}", "method": "POST", "url": "/v1/chat/completions", "body": body(f"question {n}")}
        | more
        for n in range(count)
    ]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def upload(connection: Connection, content: bytes) -> Seen:
    form = (
        b'--xyz\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
        b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="in.jsonl"\r\n'
        b"Content-Type: application/jsonl\r\n\r\n" + content + b"\r\n--xyz--\r\n"
    )
    return connection.ask("POST", "/v1/files", form, content_type="multipart/form-data; boundary=xyz")


def submit(connection: Connection, content: bytes) -> dict[str, Any]:
    file_id = upload(connection, content).json["id"]
    asked = {"input_file_id": file_id, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    batch = connection.ask("POST", "/v1/batches", json.dumps({**asked, "metadata": {"run": "r"}}).encode())
    assert batch.status == 200
    return dict(batch.json)


def poll(connection: Connection, batch: dict[str, Any]) -> dict[str, Any]:
    return dict(connection.ask("GET", f"/v1/batches/{batch['id']}").json)


def lines_of(connection: Connection, file_id: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in connection.ask("GET", f"/v1/files/{file_id}/content").body.splitlines()]


def messages_batch(count: int) -> bytes:
    return json.dumps({"requests": [{"custom_id": f"m{n}", "params": body(f"q {n}")} for n in range(count)]}).encode()


# --- OpenAI ---------------------------------------------------------------------------------------


def test_a_file_comes_back_as_it_was_uploaded() -> None:
    content = openai_file(3) + b"\r\n--xy in the middle"
    with HostileServer() as server, Connection(server.port) as connection:
        told = upload(connection, content).json
        assert (told["filename"], told["bytes"], told["purpose"]) == ("in.jsonl", len(content), "batch")
        assert connection.ask("GET", f"/v1/files/{told['id']}/content").body == content
        assert connection.ask("DELETE", f"/v1/files/{told['id']}").json["deleted"] is True
        assert connection.ask("GET", f"/v1/files/{told['id']}/content").status == 404


def test_a_batch_is_validated_works_and_completes_in_another_order() -> None:
    with HostileServer(Faults(batch_polls=2)) as server, Connection(server.port) as connection:
        batch = submit(connection, openai_file(20))
        states = [batch["status"], *(poll(connection, batch)["status"] for _ in range(3))]
        ended = poll(connection, batch)
        lines = lines_of(connection, ended["output_file_id"])
        listed = connection.ask("GET", "/v1/batches?limit=5").json["data"]
    assert states == ["validating", "in_progress", "in_progress", "completed"]
    assert ended["request_counts"] == {"total": 20, "completed": 20, "failed": 0}
    assert (ended["error_file_id"], ended["metadata"]) == (None, {"run": "r"})
    ids = [line["custom_id"] for line in lines]
    assert sorted(ids) == sorted(f"line-{n}" for n in range(20))
    assert ids != [f"line-{n}" for n in range(20)]
    assert lines[0]["response"]["status_code"] == 200
    assert lines[0]["response"]["body"]["choices"][0]["message"]["content"].endswith("\\boxed{4}")
    assert [one["id"] for one in listed] == [batch["id"]]
    assert set(server.billed.values()) == {1}
    assert server.billed.total() == 20


def test_an_expired_batch_has_part_of_its_lines_and_the_next_has_all() -> None:
    with HostileServer(Faults(batch_expires=1, batch_polls=0)) as server, Connection(server.port) as connection:
        first = poll(connection, submit(connection, openai_file(10)))
        done = lines_of(connection, first["output_file_id"])
        missing = lines_of(connection, first["error_file_id"])
        second = poll(connection, submit(connection, openai_file(10)))
    assert (first["status"], len(done), len(missing)) == ("expired", 5, 5)
    assert missing[0]["response"] is None
    assert missing[0]["error"]["code"] == "batch_expired"
    assert (second["status"], second["request_counts"]["completed"]) == ("completed", 10)


def test_failed_lines_stand_in_the_error_file() -> None:
    faults = Faults(batch_failed_line=0.3, batch_polls=0)
    with HostileServer(faults) as server, Connection(server.port) as connection:
        ended = poll(connection, submit(connection, openai_file(40)))
        failed = lines_of(connection, ended["error_file_id"])
    counts = ended["request_counts"]
    assert (ended["status"], counts["total"], counts["completed"]) == ("completed", 40, 40 - len(failed))
    assert 5 < counts["failed"] == len(failed) < 20
    assert {line["response"]["status_code"] for line in failed} == {500}
    assert server.billed.total() == counts["completed"]


def test_a_batch_that_never_ends_does_when_it_is_released_and_can_be_cancelled() -> None:
    faults = Faults(batch_never=True, batch_polls=0)
    with HostileServer(faults) as server, Connection(server.port) as connection:
        waiting, cancelled = submit(connection, openai_file(4)), submit(connection, openai_file(4))
        assert {poll(connection, waiting)["status"] for _ in range(20)} == {"in_progress"}
        assert connection.ask("POST", f"/v1/batches/{cancelled['id']}/cancel").json["status"] == "cancelling"
        ended = poll(connection, cancelled)
        assert (ended["status"], ended["request_counts"]["completed"]) == ("cancelled", 2)
        server.release_batches()
        assert poll(connection, waiting)["status"] == "completed"


def test_a_bad_file_is_taken_and_the_batch_fails() -> None:
    with HostileServer(Faults(batch_polls=0)) as server, Connection(server.port) as connection:
        for content, said in [
            (b"{\n", "no JSON"),
            (openai_file(1, url="/v1/embeddings"), "no POST to"),
            (openai_file(1, extra=1), "other fields"),
            (openai_file(2, custom_id="same"), "unique"),
            (b"", "not 1 to"),
        ]:
            ended = poll(connection, submit(connection, content))
            assert ended["status"] == "failed"
            assert said in ended["errors"]["data"][0]["message"]


def test_the_first_batches_may_fail_as_a_whole() -> None:
    faults = Faults(batch_invalid=1, batch_polls=0)
    with HostileServer(faults) as server, Connection(server.port) as connection:
        ended = [poll(connection, submit(connection, openai_file(2)))["status"] for _ in range(2)]
    assert ended == ["failed", "completed"]


# --- Anthropic ------------------------------------------------------------------------------------


def test_a_message_batch_works_and_ends_with_results() -> None:
    with HostileServer() as server, Connection(server.port) as connection:
        batch = connection.ask("POST", "/v1/messages/batches", messages_batch(6)).json
        assert (batch["processing_status"], batch["results_url"]) == ("in_progress", None)
        place = f"/v1/messages/batches/{batch['id']}"
        assert connection.ask("GET", f"{place}/results").status == 404
        connection.ask("GET", place)
        ended = connection.ask("GET", place).json
        assert ended["results_url"] == f"{server.address}{place}/results"
        lines = [json.loads(line) for line in connection.ask("GET", f"{place}/results").body.splitlines()]
        listed = connection.ask("GET", "/v1/messages/batches").json
    assert ended["processing_status"] == "ended"
    assert (ended["request_counts"]["succeeded"], ended["request_counts"]["processing"]) == (6, 0)
    assert sorted(line["custom_id"] for line in lines) == [f"m{n}" for n in range(6)]
    assert lines[0]["result"]["type"] == "succeeded"
    assert lines[0]["result"]["message"]["content"][0]["type"] == "text"
    assert listed["first_id"] == batch["id"]


def test_message_batches_expire_fail_by_line_and_are_cancelled() -> None:
    faults = Faults(batch_expires=1, batch_failed_line=0.5, batch_polls=0)
    with HostileServer(faults) as server, Connection(server.port) as connection:

        def results(cancel: bool) -> list[str]:
            batch = connection.ask("POST", "/v1/messages/batches", messages_batch(20)).json
            place = f"/v1/messages/batches/{batch['id']}"
            if cancel:
                told = connection.ask("POST", f"{place}/cancel").json
                assert told["processing_status"] == "canceling"
            counts = connection.ask("GET", place).json["request_counts"]
            body = connection.ask("GET", f"{place}/results").body
            types = [json.loads(line)["result"]["type"] for line in body.splitlines()]
            assert {name: types.count(name) for name in counts} == counts
            return types

        expired, cancelled = results(cancel=False), results(cancel=True)
    assert (expired.count("expired"), cancelled.count("canceled")) == (10, 10)
    assert set(expired) == {"succeeded", "errored", "expired"}


def test_a_bad_message_batch_is_refused() -> None:
    with HostileServer() as server, Connection(server.port) as connection:
        for content in (b"{}", b"[", b'{"requests": []}', b'{"requests": [{"custom_id": "a b", "params": {}}]}'):
            assert connection.ask("POST", "/v1/messages/batches", content).status == 400
        assert connection.ask("GET", "/v1/messages/batches/none").status == 404
        assert connection.ask("GET", "/v1/batches/none").status == 404
