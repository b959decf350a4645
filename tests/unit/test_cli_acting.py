"""How an act that was recorded is told, in the language that is set."""

import pytest

from cli.acting import tell
from schemas.command import Outcome


@pytest.mark.parametrize(
    ("lang", "first", "told"),
    [
        ("nl", 7, "vastgelegd: pact/demo versie 3, gebeurtenis 7-8\n"),
        ("en", 7, "recorded: pact/demo version 3, event 7-8\n"),
        ("nl", None, "vastgelegd: demo-command-1 verandert niets; het is al zo\n"),
        ("en", None, "recorded: demo-command-1 changes nothing; it already is so\n"),
    ],
)
def test_an_act_is_told_in_the_language_that_is_set(
    lang: str, first: int | None, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, with where it stands in the record."""
    monkeypatch.setenv("CLUSTERPACT_LANG", lang)
    outcome = Outcome.model_construct(
        command_id="demo-command-1",
        status="recorded",
        stream="pact/demo",
        stream_version=3,
        first_position=first,
        last_position=8,
    )
    tell(outcome, as_json=False)
    assert told == capsys.readouterr().out
