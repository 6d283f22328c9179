"""The results as a picture: for each size of a policy, what each way of asking costs beside the least."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

from benchmarks.questions.results import Results
from benchmarks.questions.table import WAYS, ratios, sizes

_COLOURS = {
    "auto": "#1f7a3f", "ratio": "#3d74ad", "gain": "#8250df", "certificate": "#bf8700", "given": "#b42318",
    "left to right": "#57606a", "every": "#1b1f24",
}  # fmt: skip


def draw(results: Results, path: Path) -> None:
    """Write it in the format that the name of the file says. Needs matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    found = {size: list(results.of("formula", str(size), "equal prices").values()) for size in sizes(results)}
    figure, axes = pyplot.subplots(figsize=(8, 5))
    for way in WAYS:
        points = [(size, mean(costs)) for size, rows in found.items() if (costs := ratios(rows, way, "certificate"))]
        if points:
            across, up = zip(*points, strict=True)
            axes.plot(
                across, up, marker="o", markersize=4, label=way, color=_COLOURS[way], zorder=3 if way == "auto" else 2
            )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(list(found), [f"{size:,}" for size in found])
    axes.set_yticks(
        [1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100], ["1", "1.2", "1.5", "2", "3", "5", "10", "20", "50", "100"]
    )
    axes.minorticks_off()
    axes.set_xlabel("clauses of the policy")
    axes.set_ylabel("questions a document, × the cheapest certificate")
    axes.grid(visible=True, color="#d0d7de", linewidth=0.5)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path)
