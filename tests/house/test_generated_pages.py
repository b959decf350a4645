"""The pages made from the code are those that the code would make now."""

import pytest

from docs.generate import DOCS, pages

PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    """After a change of schemas or of the policy pack, `make docs` writes them anew."""
    assert (DOCS / name).read_text("utf-8") == PAGES[name]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_row_of_a_generated_page_says_something(name: str) -> None:
    """A message without a docstring would leave an empty cell."""
    assert [line for line in PAGES[name].splitlines() if "|  |" in line] == []
