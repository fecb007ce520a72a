"""Other programs that ask models for rows: the rows a second each adds, against the same server as ours.

Each peer gets an environment of its own, is given 512 calls in flight or what comes nearest, and asked for a small and
a large number of rows; the difference of both is its marginal rate, start-up left out.  A row counts where its text is
not empty.  One that cannot be installed or does not run is a row with the reason in its name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table

IN_FLIGHT = 512
INSTALL_S, RUN_S = 600, 240
BEGIN = """
import json, os, sys, time
base, rows, in_flight = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
prompts = [f"{number} " + "word " * 299 for number in range(rows)]
"""
END = """
print(json.dumps({"rows": sum(bool(text) for text in texts), "seconds": time.perf_counter() - began}))
"""
CURATOR = """
import glob
os.environ.update(TELEMETRY_ENABLED="0", CURATOR_VIEWER="0", CURATOR_DISABLE_RICH_DISPLAY="1")
# tiktoken would fetch its vocabulary; litellm brings it along
places = glob.glob(sys.prefix + "/lib/*/site-packages/litellm/litellm_core_utils/tokenizers")
os.environ["TIKTOKEN_CACHE_DIR"] = places[0]
from bespokelabs import curator
limits = {"max_requests_per_minute": 10**9, "max_tokens_per_minute": 10**12, "max_concurrent_requests": in_flight}
model = curator.LLM(
    model_name="gpt-4o-mini", backend="openai", backend_params={"base_url": base, "api_key": "none", **limits}
)
began = time.perf_counter()
found = model(prompts, working_dir=os.getcwd())
texts = getattr(found, "dataset", found)["response"]
"""
DISTILABEL = """
from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration
if __name__ != "__main__":
    sys.exit()
with Pipeline("peer") as pipeline:
    load = LoadDataFromDicts(data=[{"instruction": prompt} for prompt in prompts], batch_size=in_flight)
    model = OpenAILLM(model="canned", base_url=base, api_key="none")
    load >> TextGeneration(llm=model, input_batch_size=in_flight)
began = time.perf_counter()
texts = pipeline.run(use_cache=False)["default"]["train"]["generation"]
"""
DATA_DESIGNER = """
os.environ["NEMO_TELEMETRY_ENABLED"] = "false"
os.environ["NO_KEY"] = "none"
import data_designer.config as dd
from data_designer.interface import DataDesigner
provider = dd.ModelProvider(name="local", endpoint=base, provider_type="openai", api_key="NO_KEY")
parameters = dd.ChatCompletionInferenceParams(max_parallel_requests=in_flight)
model = dd.ModelConfig(
    alias="model", model="canned", provider="local", inference_parameters=parameters, skip_health_check=True
)
builder = dd.DataDesignerConfigBuilder(model_configs=[model])
builder.add_column(
    dd.SamplerColumnConfig(name="own", sampler_type=dd.SamplerType.UUID, params=dd.UUIDSamplerParams())
)
builder.add_column(dd.LLMTextColumnConfig(name="text", model_alias="model", prompt="{{ own }} " + "word " * 292))
designer = DataDesigner(model_providers=[provider], artifact_path=os.getcwd())
began = time.perf_counter()
texts = list(designer.create(builder, num_records=rows).load_dataset()["text"])
"""


@dataclass(frozen=True)
class Peer:
    """One program."""

    name: str
    wanted: tuple[str, ...]
    """What to install."""
    script: str
    sizes: tuple[int, int]
    """Rows of the small and the large run."""


PEERS = (
    Peer("bespokelabs-curator", ("bespokelabs-curator",), CURATOR, (500, 4_000)),
    Peer("distilabel", ("distilabel[openai]", "requests", "beautifulsoup4"), DISTILABEL, (500, 2_000)),
    Peer("data-designer", ("data-designer",), DATA_DESIGNER, (500, 2_000)),
)


class Unusable(Exception):
    """A peer that cannot be measured; the message says why."""


def compare_peers(table: Table, base_url: str, ours: float, environments: Path | None) -> None:
    """A row each, and our marginal rate by the best one's and by distilabel's.

    ``ours``: rows a second.  ``environments``: a directory of virtual environments by the peers' names; None makes
    them and throws them away.
    """
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        for peer in PEERS:
            try:
                python = environment_of(peer, environments, Path(place))
                found[peer.name] = marginal(peer, python, base_url, Path(place))
            except Unusable as why:
                table.add(Row(f"peer {peer.name}: not measured, {why}", 0.0, "rows/s"))
            else:
                table.add(Row(f"peer {peer.name}: marginal", found[peer.name], "rows/s", n=peer.sizes[1]))
    table.add(Row("ours: marginal", ours, "rows/s"))
    if found:
        table.add(Row("ours by the best peer's", ours / max(found.values()), "ratio", 5.0))
    if "distilabel" in found:
        table.add(Row("ours by distilabel's", ours / found["distilabel"], "ratio", 10.0))


def environment_of(peer: Peer, environments: Path | None, place: Path) -> Path:
    """The interpreter with the peer installed.  Raises Unusable."""
    directory = (environments or place) / peer.name
    python = directory / "bin" / "python"
    if not python.exists():
        venv.create(directory, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.wanted]
        told(pip, place, INSTALL_S, "it does not install")
    return python


def marginal(peer: Peer, python: Path, base_url: str, place: Path) -> float:
    """Rows a second between the small and the large run.  Raises Unusable."""
    script = place / f"peer_{peer.name.replace('-', '_')}.py"
    script.write_text(BEGIN + peer.script + END)
    seconds: list[float] = []
    for rows in peer.sizes:
        work = place / f"{peer.name}-{rows}"
        work.mkdir()
        said = told([str(python), str(script), base_url, str(rows), str(IN_FLIGHT)], work, RUN_S, "it fails")
        result = json.loads(said.splitlines()[-1])
        if result["rows"] != rows:
            raise Unusable(f"{result['rows']} of {rows} rows came back")
        seconds.append(result["seconds"])
    few, many = peer.sizes
    return (many - few) / (seconds[1] - seconds[0])


def told(command: list[str], work: Path, limit_s: float, what: str) -> str:
    """What the command prints, on the client's core and with ``work`` as its home.  Raises Unusable."""
    environment = {**os.environ, "HOME": str(work), "HF_HUB_OFFLINE": "1"}
    try:
        done = subprocess.run(
            ["taskset", "-c", "0", *command],
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unusable(f"{what}: not done in {limit_s:g} s") from None
    except FileNotFoundError:
        raise Unusable("there is no taskset to keep it on one core") from None
    if done.returncode:
        raise Unusable(f"{what}: {(done.stderr.strip().splitlines() or ['without a word'])[-1][:120]}")
    return done.stdout
