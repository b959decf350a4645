"""Refusals: normal answers with a stable code, told to the person who asked and kept in the record."""


class Refused(Exception):
    """A rule says no. ``events`` are facts that the refusal itself leaves behind."""

    def __init__(self, code: str, detail: str, events: tuple[object, ...] = ()) -> None:
        """Keep the stable code, the sentence for the person, and what is recorded all the same."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.events = events
