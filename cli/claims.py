"""Claims of sources on the screen: of one file or of all, by where they stand, and one with all that was done."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.ending import told
from cli.facts import step
from cli.printing import bold, print_entry, print_json, print_line, wrapped
from cli.reading import lang_of, seen_from, today_of
from cli.waiting import print_waiting, with_commands
from cli.words import Lang, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from store.pool import Pool

Row = dict[str, Any]


def show_claims(
    stream: str | None, state: str | None, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool
) -> None:
    """List what sources say of a file or of all, where each claim stands, and where they disagree."""
    with told(as_json=as_json):
        from domain.claim_states import ClaimState
        from gateway.claims import list_claims

        tongue = lang_of(lang)
        wanted = None if state is None else ClaimState(state)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> Row:
            day = standpoint.as_of or await today_of(pool)
            return await list_claims(pool, stream, day, standpoint.known_on or datetime.now(UTC), wanted)

        shown = with_commands(seen_from(as_of, known_on, ask))
        if as_json:
            print_json(shown)
            return
        _print_list(shown, tongue)


def show_claim(
    stream: str, claim: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool
) -> None:
    """Show one claim: what its source says, where it stands, and all that people did with it."""
    with told(as_json=as_json):
        from gateway.claims import show_claim as ask_for

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> Row:
            day = standpoint.as_of or await today_of(pool)
            return await ask_for(pool, stream, claim, day, standpoint.known_on or datetime.now(UTC))

        shown = with_commands(seen_from(as_of, known_on, ask))
        if as_json:
            print_json(shown)
            return
        _print_claim(shown, tongue, is_one_file=True)
        print_line(bold(f"\n{word(tongue, 'claim_history')}"))
        for one in shown["history"]:
            step(one, tongue)
        print_waiting(shown["waiting"], tongue)


def _print_list(shown: Row, lang: Lang) -> None:
    for one in shown["claims"]:
        _print_claim(one, lang, is_one_file=shown["stream"] is not None)
    if not shown["claims"]:
        print_line(word(lang, "no_claims"))
    if shown.get("conflicts"):
        print_line(bold(f"\n{word(lang, 'conflicts')}"))
    for one in shown.get("conflicts", ()):
        state = word(lang, "settled") if one["is_resolved"] else word(lang, "contested")
        print_entry((f"{one['predicate']} {one['qualifier']}".strip(), state))
        for side in (one["leading"], *one["rivals"]):
            print_line(wrapped(f"    [{side['position']}] ", side["sentence"][lang]))
    if shown.get("corrections"):
        print_line(bold(f"\n{word(lang, 'corrections')}"))
    for one in shown.get("corrections", ()):
        told_of = one["sentence"][lang] if one["sentence"] else None
        head = (f"[{one['corrects']}]", word(lang, one["correction_kind"]), ", ".join(one["proposed_by"]["persons"]))
        print_entry(head, told_of, one["reason"], one["proposal_hash"])
    print_waiting(shown.get("waiting", []), lang)


def _print_claim(one: Row, lang: Lang, *, is_one_file: bool) -> None:
    file = None if is_one_file else one["subject"]
    head = (f"[{one['position']}]", file, bold(one["claim"]), word(lang, f"claim_{one['state']}"))
    print_entry(head, one["sentence"][lang])
