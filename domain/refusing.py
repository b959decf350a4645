"""How a rule says no: one line where it holds or refuses."""

from schemas.refusal import Refused


def require(holds: bool, code: str, detail: str) -> None:  # noqa: FBT001 - the condition reads first, as in assert
    """Go on where the condition holds; else raise ``Refused`` with the stable code and the sentence for the person."""
    if not holds:
        raise Refused(code, detail)
