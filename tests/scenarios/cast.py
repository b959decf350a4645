"""Who plays in the scenarios: invented people with the names of plants, and the roles they hold."""

import hashlib

OFFICER, SECOND_OFFICER = "demo-aster", "demo-brem"
REVIEWER = "demo-iris"
HEAD = "demo-berk"
LEADER = "demo-ceder"
SECRETARY = "demo-eik"
BUDGET = "demo-hulst"
CABINET = "demo-klaver"
RULES = "demo-lork"
AUDITOR = "demo-moerbei"
CLUSTER = "demo-den"
ADMINISTRATOR = "demo-linde"

CAST: tuple[tuple[str, str], ...] = (
    (OFFICER, "case_officer"),
    (SECOND_OFFICER, "case_officer"),
    (REVIEWER, "reviewer"),
    (HEAD, "head_of_unit"),
    (LEADER, "leading_official"),
    (SECRETARY, "committee_secretary"),
    (BUDGET, "budget_officer"),
    (CABINET, "cabinet_liaison"),
    (RULES, "rule_manager"),
    (AUDITOR, "auditor"),
)
"""Everybody of the agency but the administrator; the cluster's representative gets a role for each cluster."""


CONTENTS: dict[str, bytes] = {}
"""The bytes of what was invented, by SHA-256; where the real service looks for bytes, they are handed in first."""


def document(name: str) -> str:
    """Give the SHA-256 of an invented document, whose bytes are in ``CONTENTS`` from then on."""
    found = hashlib.sha256(name.encode()).hexdigest()
    CONTENTS[found] = name.encode()
    return found
