"""Preparations: who had a hand in what waits for a decision, so that the same person cannot decide it."""

from schemas.model import Model


class Preparation(Model):
    """One preparing act: the kind of its command, who did it and for whom, the one acted for included."""

    act: str
    persons: tuple[str, ...]
