"""A coroutine from a plain function, whether or not the caller's thread already runs a loop."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run_apart(ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """Run one coroutine to its end in a thread and loop of its own; its errors come back to the caller."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="own-loop") as thread:
        return thread.submit(lambda: asyncio.run(ask())).result()
