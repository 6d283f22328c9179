"""What a service counts, for Prometheus. Labels are names of policies and of paths, never what a request says."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from logitext.records.action import Action
from logitext.records.result import Result
from logitext.version import __version__

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = self._counter("requests", "Requests, by path and status.", "path", "status")
        self.decisions = self._counter("decisions", "Documents decided.", "policy", "action", "status")
        self.refused = self._counter("refused", "Requests that were not answered, by code.", "code")
        self.questions = self._counter("questions", "Clauses that were asked.", "policy")
        self.calls = self._counter("calls", "Calls of models.", "policy")
        self.tokens = self._counter("tokens", "Tokens, in and out.", "policy", "direction")
        self.cost = self._counter("cost", "Money, as far as it is known.", "policy")
        self.reloads = self._counter("policy_reloads", "Changed policies, by what came of them.", "policy", "outcome")
        self.shadows = self._counter("shadow_decisions", "Decisions of other versions beside.", "policy", "outcome")
        self.in_work = Gauge("logitext_requests_in_work", "Requests in work.", registry=self._registry)
        self.stale = Gauge(
            "logitext_policy_stale", "1 while a newer version cannot be served.", ["policy"], registry=self._registry
        )
        self.seconds = Histogram(
            "logitext_check_seconds",
            "How long a document took.",
            ["policy"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=self._registry,
        )
        Gauge("logitext_info", "The version.", ["version"], registry=self._registry).labels(__version__).set(1)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"logitext_{name}", words, labels, registry=self._registry)

    def decided(self, policy: str, action: Action, result: Result, seconds: float) -> None:
        """Count a document."""
        usage = result.usage
        self.decisions.labels(policy, action, "error" if result.error else result.status).inc()
        self.seconds.labels(policy).observe(seconds)
        self.questions.labels(policy).inc(usage.questions)
        if usage.calls:
            self.calls.labels(policy).inc(usage.calls)
            self.tokens.labels(policy, "in").inc(usage.input_tokens)
            self.tokens.labels(policy, "out").inc(usage.output_tokens)
        if usage.cost:
            self.cost.labels(policy).inc(usage.cost)

    def shadow_counts(self) -> dict[str, dict[str, int]]:
        """How often other versions came to what, by policy and outcome."""
        found: dict[str, dict[str, int]] = {}
        for family in self.shadows.collect():
            for sample in family.samples:
                if sample.name.endswith("_total"):
                    of_policy = found.setdefault(sample.labels["policy"], {})
                    of_policy[sample.labels["outcome"]] = int(sample.value)
        return found

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self._registry)
