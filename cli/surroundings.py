"""The settings of this call; one that cannot be read is the caller's to mend, and is named."""

from pydantic import ValidationError

from cli.ending import Ended, Exit
from workers.settings import PREFIX, Settings


def settings_now() -> Settings:
    """Read the environment.

    Raises:
        Ended: usage; a variable has a value that cannot be, each named with what is wrong.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        faults = [f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}, not {one['input']!r}" for one in wrong.errors()]
        raise Ended(Exit.USAGE, "usage", "; ".join(faults)) from None
