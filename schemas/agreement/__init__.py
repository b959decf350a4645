"""The support agreement: a chain of periods from one anchor, never beyond the cap."""
