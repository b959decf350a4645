"""Why a server of our own did not start or stop, in words for a person."""


class StartFailed(Exception):
    """A server cannot run here; ``code`` is stable, the text says what happened and what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
