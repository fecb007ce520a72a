import json
from pathlib import Path

from tests.hostile.canned import text_of
from tests.hostile.client import Connection, ask, chat, request
from tests.hostile.faults import Faults
from tests.hostile.process import hostile_process, recorded
from tests.hostile.rebuild import Rebuilder
from tests.hostile.samples import samples

MOST_CPU_S = 1 / 8000
"""Of one canned reply."""


def test_the_process_tells_its_port_and_records_what_it_answered(tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    faults = Faults(server_error=1.0, most_in_a_row=1)
    with hostile_process("--record", str(file), "--keys", "k", "--models", "small", faults=faults) as server:
        with Connection(server.port) as connection:
            for body in (chat(), chat(), chat(model="large")):
                connection.ask("POST", "/v1/chat/completions", body, authorization="Bearer k")
        assert ask(server.port).status == 401
    lines = recorded(file)
    assert [(line["status"], line["fault"], line["attempt"], line["billed"]) for line in lines] == [
        (500, "server_error", 0, False),
        (200, None, 1, True),
        (404, None, 0, False),
        (401, None, 0, False),
    ]
    assert lines[0]["content"] == lines[1]["content"]
    assert server.process.returncode == 0
    assert "Bearer" not in file.read_text()


def test_the_process_answers_by_program() -> None:
    with hostile_process("--program") as server:
        from mathwright.prompts.rendering import Templates

        messages = [{"role": role, "content": text} for role, text in Templates().render(samples()[0]).messages]
        body = json.dumps({"model": "m", "messages": messages}).encode()
        reply = ask(server.port, body=body, timeout_s=20).json["choices"][0]["message"]["content"]
    assert json.loads(reply)["skills"] == ["total_cost"]


def test_a_canned_reply_is_the_same_whatever_is_asked() -> None:
    with hostile_process("--canned", "1200") as server:
        seen = [ask(server.port, body=chat(text)) for text in ("a", "b")]
        native = ask(server.port, "/v1/messages")
        malformed = ask(server.port, body=b"what?")
    assert seen[0] == seen[1] == malformed
    text = seen[0].json["choices"][0]["message"]["content"]
    assert (len(text), text) == (1200, text_of(1200))
    assert text.endswith("\\boxed{42}")
    assert native.json["content"][0]["text"] == text


def test_a_canned_reply_may_be_late_and_many_wait_together() -> None:
    with hostile_process("--canned", "100", faults=Faults(latency_s=0.3)) as server:
        connections = [Connection(server.port) for _ in range(200)]
        for connection in connections:
            connection.socket.sendall(request("POST", "/v1/chat/completions", chat()))
        assert {connection.read().status for connection in connections} == {200}
        for connection in connections:
            connection.socket.close()


def test_a_canned_reply_costs_little_enough_for_8000_a_second_on_one_core() -> None:
    rounds, width = 60, 64
    sent = request("POST", "/v1/chat/completions", chat("x" * 1500))
    with hostile_process("--canned", "1200") as server:
        connections = [Connection(server.port) for _ in range(width)]
        begun = server.cpu_s()
        for _ in range(rounds):
            for connection in connections:
                connection.socket.sendall(sent)
            for connection in connections:
                assert connection.read().whole
        spent = server.cpu_s() - begun
        for connection in connections:
            connection.socket.close()
    assert spent / (rounds * width) < MOST_CPU_S


def test_the_types_of_prompts_are_told_without_a_server() -> None:
    from tests.hostile.book import Book

    assert len(Rebuilder(Book()).known) == len(samples()) == 20
