"""Co-financing as people read it: the years of one pact or of all, and one year with all that was done about it."""

from typing import TYPE_CHECKING, Any

from cli.ending import told
from cli.facts import fact, or_nothing, section, step
from cli.printing import bold, print_json, print_line, print_table
from cli.reading import lang_of, seen_from
from cli.waiting import print_waiting, with_commands
from cli.words import Lang, figure, money, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from store.pool import Pool

Row = dict[str, Any]


def show_list(pact: str | None, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the years of one pact, or of all."""
    with told(as_json=as_json):
        from gateway.clusters import pact_called
        from gateway.cofinancing import list_cofinancing

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> list[Row]:
            asked = None if pact is None else await pact_called(pool, pact, standpoint)
            return list(await list_cofinancing(pool, asked, standpoint))

        rows = seen_from(as_of, known_on, ask)
        if as_json:
            print_json([with_commands(row) for row in rows])
            return
        if rows:
            keys = ("pact", "year", "state", "private", "support", "shortfall")
            print_table([word(tongue, key) for key in keys], [_cells(row, tongue) for row in rows])
        print_waiting([one for row in rows for one in row["waiting"]], tongue)
        or_nothing(rows, "no_cofinancing", tongue)


def show_year(
    pact: str, year: int, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool
) -> None:
    """Show one year whole."""
    with told(as_json=as_json):
        from gateway.clusters import pact_called
        from gateway.cofinancing import show_cofinancing

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> Row:
            return dict(await show_cofinancing(pool, await pact_called(pool, pact, standpoint), year, standpoint))

        shown = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(with_commands(shown))
            return
        _print_year(shown, tongue)


def _cells(row: Row, lang: Lang) -> list[object]:
    amounts = [figure(lang, row[f"{key}_cents"]) for key in ("private", "support")]
    short = figure(lang, row["shortfall_cents"]) if row["shortfall_cents"] else None
    return [str(row["stream"]).removeprefix("pact/"), row["year"], _state(row, lang), *amounts, short]


def _state(row: Row, lang: Lang) -> str:
    """Put beside the state what is proposed or was decided."""
    told_of = word(lang, f"cofinancing_{row['state']}")
    return f"{told_of}: {_consequence(row, lang)}" if row["consequence"] else told_of


def _consequence(row: Row, lang: Lang) -> str:
    told_of = word(lang, row["consequence"])
    return f"{told_of}, {money(lang, row['cents'])}" if row["cents"] else told_of


def _print_year(shown: Row, lang: Lang) -> None:
    print_line(bold(f"{word(lang, 'cofinancing')} {shown['year']}  ({shown['stream']})"))
    fact("state", word(lang, f"cofinancing_{shown['state']}"), lang)
    for key in ("private", "support", "required", "shortfall"):
        cents = shown[f"{key}_cents"]
        fact(f"{key}_cents", money(lang, cents) if cents else None, lang)
    fact("consequence", _consequence(shown, lang) if shown["consequence"] else None, lang)
    fact("proof_hash", shown["proof_hash"], lang)
    section("claim_history", lang)
    for one in shown["history"]:
        step(one, lang)
    print_waiting(shown["waiting"], lang)
