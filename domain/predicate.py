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
        "agreement_terminated",
        "established",
        "extension_end",
        "interim_evaluation_completed",
        "interim_evaluation_planned",
        "launched",
        "legal_basis_approved",
        "legal_basis_end",
        "legal_basis_in_force",
        "operations_start",
        "pact_concluded",
        "pact_ended",
        "policy_paper",
        "promise_due",
        "recognised",
        "recognition_ended",
    ),
    "money": (
        "means_approved",
        "means_foreseen",
        "operating_support",
        "operating_support_cap",
        "project_call",
        "project_means",
        "projects_awarded",
        "recovery",
        "recovery_open",
        "reservation",
        "residual_allocation",
    ),
    "term": ("agreement_cap", "agreement_term", "pact_review_interval"),
    "count": ("cluster_count", "pact_version"),
    "references": ("clusters",),
    "code": (
        "agreement_state",
        "award_outcome",
        "cofinancing",
        "condition_state",
        "extension_state",
        "goal_verdict",
        "interim_evaluation_state",
        "interim_evaluation_verdict",
        "pact_state",
        "participation",
        "policy_evaluation_state",
        "promise_state",
        "recovery_state",
        "remedial_state",
        "renewal",
        "reorganisation",
        "report_state",
        "report_verdict",
        "year_plan_state",
        "yearly_evaluation",
    ),
    "text": (
        "broader_commitments",
        "lesson",
        "minister",
        "name",
        "organisation",
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
        "agreement_state",
        "award_outcome",
        "cluster_count",
        "clusters",
        "cofinancing",
        "condition_state",
        "extension_state",
        "interim_evaluation_state",
        "minister",
        "name",
        "organisation",
        "pact_state",
        "pact_version",
        "participation",
        "policy_evaluation_state",
        "promise_state",
        "recovery_open",
        "recovery_state",
        "remedial_state",
        "report_state",
        "year_plan_state",
    }
)
"""States: a later one follows an earlier one. Every other predicate has one value, and two different ones conflict."""

REPLACED = frozenset(
    {
        "interim_evaluation_planned",
        "means_approved",
        "means_foreseen",
        "operating_support",
        "pact_concluded",
        "reservation",
        "residual_allocation",
    }
)
"""What the service's own later record puts in the place of its earlier one; what others say still conflicts with it."""

QUALIFIED_BY_CLUSTER = frozenset({"operating_support", "project_call", "projects_awarded", "reservation"})
"""Predicates whose qualifier is the id of a cluster."""
