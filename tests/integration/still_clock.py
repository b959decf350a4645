"""A clock that somebody stopped, for stories at one instant after the other."""

from datetime import datetime


class Standing:
    """It shows one time to everybody until it is set."""

    may_lag = False

    def __init__(self, at: datetime) -> None:
        """Take the time that it shows."""
        self.at = at

    def now(self) -> datetime:
        """Tell it."""
        return self.at

    def business(self, asked_at: datetime) -> datetime:
        """Tell it, whatever the workflow's clock says."""
        del asked_at
        return self.at

    def workflow(self, at: datetime) -> datetime:
        """Tell the same instant."""
        return at
