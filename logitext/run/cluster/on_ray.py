"""A crew on Ray Data: one task reads the data in its order, actors decide, and batches come back in that order.

Ray starts an actor anew that has ended, and gives its batch to another; what its calls gave is in the cache.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import warnings
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from functools import partial
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy, DataContext, Datasource, ReadTask
from ray.data.block import BlockMetadata

from logitext.run.cluster.leases import Bank
from logitext.run.columns import RunDocument
from logitext.run.data.sources import Data
from logitext.run.reading import DocumentReading
from logitext.run.workers import BATCH, Batch, Worker, WorkerError, cannot_travel
from logitext.syntax.diagnostics import ArgumentError, InputError


class Ray:
    """Workers on a cluster, and the bank from which they have their leases. To be closed; `size` is how many they are.

    Where no cluster is named by `RAY_ADDRESS`, one is started on this machine.
    """

    def __init__(
        self,
        size: int,
        data: Callable[[], Data],
        bank: tuple[int | None, float | None, int | None, int | None],
        spent: tuple[int, float],
        make: Callable[..., Worker],
        *arguments: Any,
    ) -> None:
        """`data` opens the data anew. `bank` has the limits of the run, and `spent` is used up.

        `make` makes a worker, from arguments that travel to it, the bank, and how many workers there are. ArgumentError
        where they cannot travel.
        """
        try:
            self._told = bytes(ForkingPickler.dumps((make, arguments)))
        except Exception as error:  # noqa: BLE001  # whatever an object raises that cannot travel
            raise ArgumentError([cannot_travel(error)]) from None
        if not ray.is_initialized():
            os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it says on the terminal how actors are made
            ray.init(logging_level="ERROR", log_to_driver=False, include_dashboard=False)
        self._data = data
        self._size = size if size > 1 else max(1, int(ray.cluster_resources().get("CPU", 1)))
        name = f"logitext-{uuid4().hex[:8]}"
        self._bank = ray.remote(num_cpus=0, max_restarts=0)(Bank).options(name=name).remote(*bank)
        self._bank.settle.remote(*spent)

    async def results(
        self, _documents: Callable[[], Iterator[RunDocument]], reading: DocumentReading, *, ordered: bool
    ) -> AsyncGenerator[Batch, None]:
        """What becomes of the documents that `reading` names, batch by batch."""
        context = DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = ordered
        context.execution_options.verbose_progress = False
        context.target_max_block_size = 1  # an item is a block, which one worker takes
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        warnings.filterwarnings("ignore", category=UserWarning, module=r"ray\.data\.")  # advice on how to use Ray
        source = _source(partial(_blocks, self._data, reading, self._bank, Path.cwd()))
        rows = ray.data.read_datasource(
            source,
            override_num_blocks=1,
            num_cpus=0,
            resources={f"node:{ray.util.get_node_ip_address()}": 0.001},  # where the files are
        ).map_batches(
            _Decider,
            batch_size=1,
            compute=ActorPoolStrategy(size=self._size),
            num_cpus=1,
            fn_constructor_args=(self._told, self._bank, self._size),
        )
        items = rows.iter_batches(batch_size=1, prefetch_batches=0)
        following = iter(items)
        try:
            while (batch := await asyncio.to_thread(_next, following)) is not None:
                yield batch
        except ray.exceptions.RayError as error:
            first = str(error).strip().splitlines()
            raise WorkerError(f"Ray: {first[-1] if first else type(error).__name__}") from None

    def stop(self) -> None:
        """Have no more read: the run is to end."""
        self._bank.stop.remote()

    def close(self) -> None:
        """End the bank; the workers have ended with their data."""
        ray.kill(self._bank)


def _next(following: Iterator[Any]) -> Batch | None:
    """The next batch; in a thread, as it may be long in coming."""
    found = next(following, None)
    if found is None:
        return None
    batch: Batch = pickle.loads(found["item"][0])  # of a worker of ours
    return batch


# --- where the data is read --------------------------------------------------------------------------------------


def _source(blocks: Callable[[], Iterable[Any]]) -> Any:
    """Blocks that one task makes, on the machine that began the run, as Ray reads them."""

    class Source(Datasource):  # type: ignore[misc]  # Ray is not always there
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, *_: Any, **__: Any) -> list[Any]:
            metadata = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
            return [ReadTask(blocks, metadata)]

    return Source()


def _blocks(data: Callable[[], Data], reading: DocumentReading, bank: Any, folder: Path) -> Iterable[Any]:
    """An item a block, so that workers begin with the first."""
    os.chdir(folder)  # names of files are those that the command was given
    for item in _items(data, reading, bank):
        yield pa.table({"item": pa.array([pickle.dumps(item)], pa.large_binary())})


def _items(
    data: Callable[[], Data], reading: DocumentReading, bank: Any
) -> Iterator[tuple[list[RunDocument], int, Any]]:
    """Documents, how many records were read, and what is wrong with the data, if that ends it."""
    some: list[RunDocument] = []
    error: InputError | OSError | None = None
    try:
        for document in reading.documents(data()):
            some.append(document)
            if len(some) == BATCH:
                if ray.get(bank.is_stopped.remote()):
                    return
                yield some, reading.read, None
                some = []
    except (InputError, OSError) as raised:
        error = raised
    yield some, reading.read, error


# --- in a worker -------------------------------------------------------------------------------------------------


class _Decider:
    """Decides items, in an actor; the policies are compiled once."""

    def __init__(self, told: bytes, bank: Any, size: int) -> None:
        make, arguments = pickle.loads(told)  # of the process that began the run

        def ask(method: str, *given: Any) -> Any:
            return ray.get(getattr(bank, method).remote(*given))

        self._worker: Worker = make(*arguments, ask, size)

    def __call__(self, rows: dict[str, Sequence[bytes]]) -> dict[str, Any]:
        found = np.empty(len(rows["item"]), dtype=object)
        for at, item in enumerate(rows["item"]):
            documents, read, error = pickle.loads(item)  # of the task that reads
            batch = self._worker.batch(documents)
            batch.read, batch.error = read, error
            batch.problems = [one.problem for one in documents if one.problem is not None][:5]
            found[at] = pickle.dumps(batch)
        return {"item": found}
