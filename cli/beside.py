"""What stands beside the pacts, as people read it: budget years, questions, programmes, people."""

from typing import TYPE_CHECKING, Any

from cli.ending import told
from cli.facts import fact, or_nothing, section
from cli.printing import bold, message, print_entry, print_json, print_line, print_table
from cli.reading import deadline_line, lang_of, print_claims, seen_from, today_of
from cli.waiting import decided_by, print_one, print_waiting, with_commands
from cli.words import Lang, figure, money, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from store.pool import Pool


def show_budget(year: int, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show one budget year."""
    with told(as_json=as_json):
        from gateway.files import show_budget as question

        tongue = lang_of(lang)
        shown: Any = seen_from(as_of, known_on, lambda pool, standpoint: question(pool, year, standpoint))
        if as_json:
            print_json(with_commands(shown))
            return
        _print_budget(shown, tongue)


def show_waiting(file: str | None, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List what waits for a second person, on one file or on all."""
    with told(as_json=as_json):
        from gateway.waiting import list_waiting

        tongue = lang_of(lang)
        rows: Any = seen_from(as_of, known_on, lambda pool, standpoint: list_waiting(pool, file, standpoint))
        if as_json:
            print_json(decided_by(rows))
            return
        for row in rows:
            print_one(row, tongue)
        or_nothing(rows, "no_waiting", tongue)


def show_questions(as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the questions of parliament."""
    with told(as_json=as_json):
        from gateway.files import list_questions

        tongue = lang_of(lang)
        rows: Any = seen_from(as_of, known_on, list_questions)
        if as_json:
            print_json(rows)
            return
        headings = [word(tongue, key) for key in ("question", "title", "assigned_to", "next_due", "stage")]
        print_table(headings, [_question_cells(row, tongue) for row in rows])
        or_nothing(rows, "no_questions", tongue)


def show_question(number: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show one question of parliament whole."""
    with told(as_json=as_json):
        from gateway.files import show_question as question

        tongue = lang_of(lang)
        shown: Any = seen_from(as_of, known_on, lambda pool, standpoint: question(pool, number, standpoint))
        if as_json:
            print_json(with_commands(shown))
            return
        _print_question(shown, tongue)


def show_programmes(as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show each programme."""
    with told(as_json=as_json):
        from gateway.files import show_programmes as question

        tongue = lang_of(lang)
        rows: Any = seen_from(as_of, known_on, question)
        if as_json:
            print_json([with_commands(row) for row in rows])
            return
        for row in rows:
            _print_programme(row, tongue)
        or_nothing(rows, "no_programme", tongue)


def show_people(as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List everybody by pseudonym."""
    with told(as_json=as_json):
        from gateway.people import list_people

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> list[dict[str, Any]]:
            return list(await list_people(pool, await today_of(pool), standpoint))

        rows = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(rows)
            return
        for row in rows:
            held = ", ".join(_role(one, tongue) for one in row["roles"]) or word(tongue, "no_role")
            print_entry((f"{row['person']:<20}", held))
        or_nothing(rows, "no_people", tongue)


def show_person(person: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show one pseudonym."""
    with told(as_json=as_json):
        from gateway.people import show_person as question

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> dict[str, Any]:
            return await question(pool, person, await today_of(pool), standpoint)

        shown = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(shown)
            return
        _print_person(shown, tongue)


def _print_budget(shown: dict[str, Any], lang: Lang) -> None:
    print_line(bold(f"{word(lang, 'budget')} {shown['year']}: {word(lang, shown['stage'])}"))
    for key in ("foreseen_cents", "approved_cents", "reserved_cents", "pool_cents", "allocated_cents"):
        amount = shown[key]
        fact(key, word(lang, "not_recorded") if amount is None else money(lang, amount), lang)
    fact("operating_cents", money(lang, shown["operating_cents"]), lang)
    if shown["over_cents"]:
        fact("over_cents", bold(money(lang, shown["over_cents"])), lang)
    if shown["lines"]:
        section("lines", lang)
        keys = ("reserved", "carried", "committed", "paid", "left")
        headings = [word(lang, "line"), *(word(lang, key) for key in keys)]
        print_table(
            headings, [(one["line"], *(figure(lang, one[f"{key}_cents"]) for key in keys)) for one in shown["lines"]]
        )
    if shown["operating"]:
        section("operating_cents", lang)
    for one in shown["operating"]:
        print_entry((f"  {one['cluster']:<24}", money(lang, one["cents"])))
    if shown["projects"]:
        section("projects", lang)
    for one in shown["projects"]:
        print_entry((f"  {one['project']:<24}", one["line"], money(lang, one["committed_cents"]), one["decided_on"]))
    print_waiting(shown["waiting"], lang)
    _print_deadlines(shown["deadlines"], lang)
    print_claims(shown["claims"], lang)


def _question_cells(row: dict[str, Any], lang: Lang) -> list[object]:
    number = str(row["stream"]).removeprefix("question/")
    return [number, row["title"], row["assigned_to"], row["next_due"], word(lang, row["stage"])]


def _print_question(shown: dict[str, Any], lang: Lang) -> None:
    print_line(bold(message(f"{shown['number']}: {shown['title']}")))
    for key in ("asker", "office", "sent_on", "assigned_to", "cabinet_due", "answered_on", "published_on"):
        fact(key, shown[key], lang)
    fact("coordinates", ", ".join(shown["coordinates"]) or None, lang)
    fact("former_offices", ", ".join(shown["former_offices"]) or None, lang)
    fact("in_recess", word(lang, "term_runs") if shown["in_recess"] else None, lang)
    fact("stage", word(lang, shown["stage"]), lang)
    snapshot = shown["snapshot"]
    if snapshot:
        fact("frozen", f"{snapshot['as_of']}, {snapshot['known_on']}, ≤ {snapshot['position']}", lang)
        fact("hash", snapshot["answer_hash"], lang)
    fact("answer_hash", shown["answer_hash"], lang)
    for part in shown["parts"]:
        levels = ", ".join(shown["role_titles"][level][lang] for level in part["approvals"])
        state = word(lang, "drafted") if part["draft"] else word(lang, "not_drafted")
        print_line()
        head = (f"{word(lang, 'part')} {part['part']}:", state, f"✓ {levels}" if levels else None)
        seen = f"{word(lang, 'hash')}: {part['draft_hash']}" if part["draft_hash"] else None
        print_entry(head, part["text"], part["draft"], part["returned"], seen)
    for one in shown["promises"]:
        print_line()
        kept = f"{word(lang, 'kept_on')} {one['kept_on']}" if one["kept_on"] else word(lang, "open_promise")
        head = (f"{word(lang, 'promise')} {one['promise']}:", one["follow_up_by"], kept)
        print_entry(head, one["text"], one["how"])
    print_waiting(shown["waiting"], lang)
    _print_deadlines(shown["deadlines"], lang)


def _print_programme(row: dict[str, Any], lang: Lang) -> None:
    print_line(bold(f"{row['stream']}"))
    for office in row["offices"]:
        for holder, since in office["holders"]:
            fact("office", f"{office['office']}: {holder} ({word(lang, 'since')} {since})", lang)
    for one in row["legal_bases"]:
        fact("legal_basis", f"{one['title']} ({one['valid_from']} - {one['valid_until'] or ''})", lang)
    for evaluation, state in row["evaluations"].items():
        fact("policy_evaluation", f"{evaluation}: {word(lang, state)}", lang)
    for one in row["groups"]:
        state = word(lang, f"change_{one['state']}")
        fact("group_extension", f"{one['group']}: {len(one['items'])}, {state}. {one['ground']}", lang)
    fact("lessons", row["lessons"] or None, lang)
    print_waiting(row["waiting"], lang)
    _print_deadlines(row["deadlines"], lang)


def _print_person(shown: dict[str, Any], lang: Lang) -> None:
    print_line(bold(shown["person"]))
    for one in shown["roles"]:
        print_entry((f"  {_role(one, lang):<40}", one["valid_from"], "-", one["valid_until"] or ""))
    for one in shown["delegations"]:
        lent = f"{word(lang, 'lent_to')} {one['to']}"
        print_entry((f"  {one['role_title'][lang]:<40}", lent, one["valid_from"], "-", one["valid_until"]))
    if not shown["roles"]:
        print_line(f"  {word(lang, 'no_role')}")


def _role(one: dict[str, Any], lang: Lang) -> str:
    title = str(one["role_title"][lang])
    return f"{title} ({one['cluster']})" if one["cluster"] else title


def _print_deadlines(deadlines: list[dict[str, Any]], lang: Lang) -> None:
    if deadlines:
        section("deadlines", lang)
    for one in sorted(deadlines, key=lambda each: (each["due"], each["deadline"])):
        print_line(deadline_line(one, lang))
