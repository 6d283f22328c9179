"""LegalBench's CUAD tasks: which kinds of term a passage of a contract holds. The sets label kinds, not our clauses.

Each kind has a file of its own, of passages that are of that kind or not. A policy holds several kinds, as a passage
may be of several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.suites.legal.sources import SUITE, numbered, source, table
from benchmarks.suites.task import YES, Instance, Task, each, label

_POLICIES = Path(__file__).parent / "policies"
_ORIGIN = source("22c8c5346288b781cd0e713dfd453df312dad1c0")
_JOINED = "legalbench/derived/cuad_multilabel.tsv"
_JOINED_SOURCE = (
    f"{_ORIGIN}; the rows of tasks/CUAD_*/test.tsv that stand in two of them or more, joined on their text: a column "
    "for each kind with Yes, No, or nothing where that kind's task does not have the text"
)

KINDS: Mapping[str, str] = {
    "License Grant": "license_grant",
    "Irrevocable Or Perpetual License": "irrevocable_or_perpetual",
    "Non-Transferable License": "non_transferable",
    "Affiliate License-Licensee": "affiliate_licensee",
    "Exclusivity": "exclusivity",
    "Anti-Assignment": "anti_assignment",
    "Volume Restriction": "volume_restriction",
    "Termination For Convenience": "termination_for_convenience",
}
"""The verdict of each kind. No kind implies another: ten passages that are about how a licence lasts, passes on or
reaches affiliates are labelled as no grant of one."""

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "licences": KINDS,
    "warranty": {"Warranty Duration": "warranty_duration"},
    "ownership": {
        "Ip Ownership Assignment": "ip_ownership_assignment",
        "Joint Ip Ownership": "joint_ip_ownership",
        "Affiliate License-Licensor": "affiliate_licensor",
        "Unlimited-All-You-Can-Eat-License": "unlimited_license",
        "Source Code Escrow": "source_code_escrow",
    },
    "competition": {
        "Non-Compete": "non_compete",
        "No-Solicit Of Customers": "no_solicit_of_customers",
        "No-Solicit Of Employees": "no_solicit_of_employees",
        "Competitive Restriction Exception": "competitive_restriction_exception",
        "Non-Disparagement": "non_disparagement",
        "Covenant Not To Sue": "covenant_not_to_sue",
        "Rofr-Rofo-Rofn": "rofr_rofo_rofn",
        "Most Favored Nation": "most_favored_nation",
    },
    "liability": {
        "Cap On Liability": "cap_on_liability",
        "Uncapped Liability": "uncapped_liability",
        "Liquidated Damages": "liquidated_damages",
        "Insurance": "insurance",
        "Third Party Beneficiary": "third_party_beneficiary",
    },
    "prices": {
        "Minimum Commitment": "minimum_commitment",
        "Price Restrictions": "price_restrictions",
        "Revenue-Profit Sharing": "revenue_profit_sharing",
        "Audit Rights": "audit_rights",
    },
    "duration": {
        "Effective Date": "effective_date",
        "Expiration Date": "expiration_date",
        "Renewal Term": "renewal_term",
        "Notice Period To Terminate Renewal": "notice_period_to_terminate_renewal",
        "Post-Termination Services": "post_termination_services",
        "Change Of Control": "change_of_control",
        "Governing Law": "governing_law",
    },
}
"""The policies, and of each the kinds it decides with their verdicts."""


def tasks() -> list[Task]:
    """The eight kinds of passages that are labelled for several, then each kind by itself."""
    several = "CUAD: eight kinds of term about licences, of passages labelled for several"
    return [
        Task(SUITE, "cuad_licences", several, _POLICIES / "licences.nltc", (_JOINED,), _JOINED_SOURCE, _joined),
        *(_kind(policy, kind, verdict) for policy, kinds in FAMILIES.items() for kind, verdict in kinds.items()),
    ]


def _kind(policy: str, kind: str, verdict: str) -> Task:
    file = f"legalbench/tasks_2022/CUAD_{kind}/test.tsv"
    name = "cuad_warranty" if policy == "warranty" else f"cuad_{verdict}"
    read = partial(_read, file=file, verdict=verdict)
    return Task(SUITE, name, f"CUAD: {kind}", _POLICIES / f"{policy}.nltc", (file,), _ORIGIN, read)


def _joined(data: Path) -> Iterator[Instance]:
    def passage(name: str, row: Mapping[str, str]) -> Instance:
        gold = {verdict: label(row[kind], YES) for kind, verdict in KINDS.items() if row[kind]}
        return Instance(name, {"term": row["text"]}, gold)

    yield from each(numbered(table(data, _JOINED, _JOINED_SOURCE)), passage)


def _read(data: Path, file: str, verdict: str) -> Iterator[Instance]:
    def passage(name: str, row: Mapping[str, str]) -> Instance:
        return Instance(name, {"term": row["text"]}, {verdict: label(row["label"], YES)})

    yield from each(numbered(table(data, file, _ORIGIN)), passage)
