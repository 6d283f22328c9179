"""Runs on a cluster of two nodes write what a run in one process writes; only where Ray is installed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import logitext
from benchmarks.engine.policies import source
from logitext import Files, RunSummary
from logitext.sync import run as to_end
from logitext.theory import Chain, OpenAI, Pattern
from tests.model_server.config import Config
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth
from tests.run.cluster.dying import Dying
from tests.run.made import chat, lines, read, run
from tests.theory.llm.cache import postgres

ray = pytest.importorskip("ray")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of Ray's own
    pytest.mark.xdist_group("ray"),
]
DOCUMENTS = 1200


@pytest.fixture(scope="module")
def two_nodes() -> Iterator[None]:
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, logging_level="ERROR", log_to_driver=False)
    assert len(ray.nodes()) == 2
    yield
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres.serving() as url:
        yield postgres.emptied(url)


@pytest.mark.usefixtures("two_nodes")
def test_a_cluster_writes_what_one_process_writes_though_a_worker_dies(tmp_path: Path) -> None:
    rows: list[Any] = [{"id": n % 1150, "message": "You idiot!" if n % 3 else f"Hello {n}"} for n in range(DOCUMENTS)]
    data = lines(tmp_path / "d.jsonl", [*rows[:300], "broken", *rows[300:]])
    for cluster in (None, "ray"):
        folder = tmp_path / str(cluster)
        folder.mkdir()
        # Where one process decides, the file is there from the beginning.
        (tmp_path / "done").write_text("") if cluster is None else (tmp_path / "done").unlink()
        theory = Chain(Dying("Hello 600", tmp_path / "done"), Pattern(complete=True))
        summary, _ = run(chat(), data, folder, id="id", theory=theory, review=folder / "r.yaml", cluster=cluster)
        assert (summary.documents, summary.bad) == (DOCUMENTS + 1, 51)
    assert (tmp_path / "done").exists()
    for name in ("rows.jsonl", "r.yaml"):
        assert (tmp_path / "None" / name).read_bytes() == (tmp_path / "ray" / name).read_bytes()


def asked(server: Server) -> Counter[bytes]:
    return Counter(one.raw for one in server.requests if b"message number" in one.raw)


@pytest.mark.usefixtures("two_nodes")
def test_models_are_asked_within_one_limit_and_answers_are_shared(tmp_path: Path, database: str) -> None:
    policy = logitext.loads(source(8, 1), "p.nltc")
    data = lines(tmp_path / "d.jsonl", ({"id": n, "post": f"message number {n}"} for n in range(600)))

    def decided(name: str, server: Server, cache: Any, **files: Any) -> tuple[RunSummary, Path]:
        dying = Dying("number 400", tmp_path / "done")
        model = OpenAI("test-model", base_url=server.base_url, api_key="k", api="chat", cache=cache, concurrency=16)
        wanted = Files(rows=tmp_path / f"{name}.jsonl", workers=2, **files)
        summary = policy.run(str(data), id="id", theory=Chain(dying, model), files=wanted)
        assert isinstance(summary, RunSummary)
        to_end(model.aclose())
        return summary, tmp_path / f"{name}.jsonl"

    with serving(Config(truth=Truth.hashed(0, unknown=0.0))) as server:
        (tmp_path / "done").write_text("")
        _, local = decided("local", server, None)
        needed = asked(server)
        used = server.totals.prompt_tokens + server.totals.completion_tokens
    (tmp_path / "done").unlink()
    limit = used // 3
    with serving(Config(truth=Truth.hashed(0, unknown=0.0))) as server:
        summary, _ = decided("ray", server, database, cluster="ray", max_tokens=limit)
        assert summary.ending == "limit"
        assert limit // 2 < server.totals.prompt_tokens + server.totals.completion_tokens <= limit
        assert not asked(server) - needed
        summary, rows = decided("ray", server, database, cluster="ray")
        assert (summary.ending, summary.failed) == ("done", 0)
        assert (tmp_path / "done").exists(), "a worker was killed"
        assert set(asked(server)) == set(needed)
        twice = sum(asked(server).values()) - len(needed)
        assert twice <= 32, "what was in flight in the worker that was killed, and no more"
    cost = {"cost": None}
    assert [row | cost for row in read(rows)] == [row | cost for row in read(local)]


def test_what_a_cluster_cannot_do_is_said(tmp_path: Path) -> None:
    data = str(lines(tmp_path / "d.jsonl", [{"message": "hi"}]))
    model = OpenAI("m", base_url="http://127.0.0.1:9/v1", api_key="k")
    for files, said in [
        (Files(rows=tmp_path / "r.jsonl", cluster="ray"), "must be kept where all workers find it"),
        (Files(rows=tmp_path / "r.jsonl", cluster="ray", batch_api="openai"), "a cluster needs data in files"),
    ]:
        with pytest.raises(logitext.ArgumentError, match=said):
            chat().run(data, theory=model, files=files)
