"""A written question of parliament: parts, term, frozen snapshot, drafts, approvals, sending, embargo, promises."""
