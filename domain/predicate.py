"""What claims can be about: which kind of value belongs to a predicate, and which predicates change with time.

A programme lists its own predicates; those named here are the ones that the answers reason about. A predicate that
stands nowhere in this module may hold any kind of value and is simply kept.
"""

from collections.abc import Mapping
from types import MappingProxyType

_BY_KIND = {
    "date": (
        "award_decision",
        "cap_anchor",
        "agreement_cap_date",
        "agreement_start",
        "agreement_end",
        "established",
        "extension_end",
        "interim_evaluation_completed",
        "launched",
        "legal_basis_approved",
        "legal_basis_in_force",
        "operations_start",
        "pact_concluded",
        "policy_paper",
        "recognised",
        "recognition_ended",
    ),
    "money": (
        "means_foreseen",
        "operating_support_cap",
        "project_call",
        "project_means",
        "projects_awarded",
        "reservation",
    ),
    "term": ("agreement_cap", "agreement_term", "pact_review_interval"),
    "count": ("cluster_count", "pact_version"),
    "references": ("clusters",),
    "code": (
        "extension_state",
        "goal_verdict",
        "interim_evaluation_state",
        "interim_evaluation_verdict",
        "participation",
        "pact_state",
        "renewal",
        "report_state",
        "report_verdict",
        "year_plan_state",
        "yearly_evaluation",
    ),
    "text": (
        "broader_commitments",
        "lesson",
        "name",
        "policy_evaluation",
        "promise",
        "question_asked",
        "reservation_practice",
        "residual_use",
    ),
}

VALUE_KINDS: Mapping[str, str] = MappingProxyType(
    {predicate: kind for kind, predicates in _BY_KIND.items() for predicate in predicates}
)
"""The kind of value of each predicate that the answers reason about."""

CHANGING = frozenset(
    {
        "cluster_count",
        "clusters",
        "extension_state",
        "interim_evaluation_state",
        "name",
        "participation",
        "pact_state",
        "pact_version",
        "report_state",
        "year_plan_state",
    }
)
"""States: a later one follows an earlier one. Every other predicate has one value, and two different ones conflict."""

QUALIFIED_BY_CLUSTER = frozenset({"project_call", "projects_awarded", "reservation"})
"""Predicates whose qualifier is the id of a cluster."""
