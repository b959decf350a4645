"""How long something that does not answer is left alone: each time twice as long, up to a limit."""


class Patience:
    """Counts in seconds of a clock that only goes forward."""

    def __init__(self, silence: float, *, longest: float, until: float = 0.0) -> None:
        """Take half of the first pause, the longest one, and the moment before which nothing is tried."""
        self._silence = silence
        self._longest = longest
        self._until = until

    def is_over(self, moment: float) -> bool:
        """Whether it is time to try."""
        return moment >= self._until

    def spend(self, moment: float) -> None:
        """Note a try; the next one comes after a longer pause."""
        self._silence = min(self._silence * 2, self._longest)
        self._until = moment + self._silence
