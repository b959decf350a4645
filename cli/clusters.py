"""Clusters and their members, as people read them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from cli.clocks import day_of
from cli.ending import told
from cli.facts import fact, or_nothing
from cli.printing import bold, print_entry, print_json, print_line, print_table
from cli.reading import lang_of, seen_from, today_of
from cli.words import Lang, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from store.pool import Pool


def show_clusters(as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the clusters."""
    with told(as_json=as_json):
        from gateway.clusters import list_clusters

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> list[dict[str, Any]]:
            return list(await list_clusters(pool, await today_of(pool), standpoint))

        rows = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(rows)
            return
        headings = [word(tongue, key) for key in ("cluster", "name", "organisation", "recognised", "members")]
        print_table(headings, [_cluster_cells(row, tongue) for row in rows])
        or_nothing(rows, "no_clusters", tongue)


def show_cluster(cluster: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show one cluster whole."""
    with told(as_json=as_json):
        from gateway.clusters import show_cluster as question

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> dict[str, Any]:
            return await question(pool, cluster, await today_of(pool), standpoint)

        shown = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(shown)
            return
        _print_cluster(shown, tongue)


def show_members(
    clusters: list[str], on: str | None, since: str | None, known_on: str | None, lang: str | None, *, as_json: bool
) -> None:
    """Count members, and say who came and left."""
    with told(as_json=as_json):
        from gateway.clusters import compare_members, count_members

        tongue, last, first = lang_of(lang), day_of(on, "--on"), day_of(since, "--since")

        async def ask(pool: "Pool", standpoint: "Standpoint") -> dict[str, Any]:
            day: date = last or await today_of(pool)
            count = await count_members(pool, clusters, day, standpoint)
            moved = None if first is None else await compare_members(pool, clusters, first, day, standpoint)
            flows = None if moved is None else moved.model_dump(mode="json")
            return {"count": count.model_dump(mode="json"), "flows": flows}

        shown = seen_from(None, known_on, ask)
        if as_json:
            print_json(shown)
            return
        _print_members(shown["count"], tongue)
        if shown["flows"]:
            _print_flows(shown["flows"], tongue)


def _cluster_cells(row: dict[str, Any], lang: Lang) -> list[object]:
    recognised = word(lang, "yes") if row["is_recognised"] else word(lang, "no")
    stream = str(row["stream"]).removeprefix("cluster/")
    return [stream, row["name"], row["organisation"], recognised, row["members"]]


def _print_cluster(shown: dict[str, Any], lang: Lang) -> None:
    print_line(bold(f"{shown['name']}  ({shown['stream']})"))
    fact("organisation", shown["organisation"], lang)
    fact("enterprise_number", shown["enterprise_number"], lang)
    for one in shown["names_since"]:
        fact("name", f"{one['name']}{_since(one['since'], lang)}", lang)
    for one in shown["recognitions"]:
        fact("recognised", f"{one['recognised_on']} - {one['ended_on'] or ''}", lang)
    for one in shown["relations"]:
        fact(one["sort"], f"{one['other']}{_since(one['since'], lang)}", lang)
    members = shown["members"]
    fact("members", f"{members['total']} ({members['on']})", lang)
    for member_class, count in members["by_class"]:
        if count:
            fact(member_class, count, lang)


def _since(since: dict[str, Any] | None, lang: Lang) -> str:
    """Say since when, as precisely as the source does."""
    if since is None:
        return ""
    first, last = since["earliest"], since["latest"]
    day = since["wording"] or (first if first == last else f"{first} … {last}")
    return f"  ({word(lang, 'since')} {day})"


def _print_members(count: dict[str, Any], lang: Lang) -> None:
    print_line(bold(f"{word(lang, 'members')}: {count['total']} ({count['on']})"))
    print_table(
        [word(lang, key) for key in ("class", "number")],
        [(word(lang, member_class), number) for member_class, number in count["by_class"]],
    )
    contested = [one["member"] for one in count["members"] if one["is_contested"]]
    if contested:
        print_entry((f"{word(lang, 'class_contested')}:", ", ".join(contested)))
    if count["members"]:
        print_line()
    for one in count["members"]:
        member_class = word(lang, one["member_class"])
        print_entry((f"{one['member']:<30}", f"{member_class:<22}", ", ".join(one["clusters"])))


def _print_flows(flows: dict[str, Any], lang: Lang) -> None:
    print_line(bold(f"\n{flows['earlier']} - {flows['later']}"))
    for key in ("staying", "new", "leaving", "absorbed"):
        told_of = flows[key]
        print_entry((f"  {word(lang, f'flow_{key}'):<27}", len(told_of), ", ".join(told_of)))
