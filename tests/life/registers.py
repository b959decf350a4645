"""What a file keeps: commitments, changes to the agreement, lessons, documents; and what becomes of a cluster."""

from collections.abc import Iterator

from tests.life.beginnings import MINISTERS
from tests.life.cast import CLUSTERS, HEAD, LIVES, OFFICER, PROGRAMME, REVIEWER, Life, document
from tests.life.told import Chapter, as_seen, before, hash_in


def chapters() -> Iterator[Chapter]:
    """Tell of every register."""
    for life in CLUSTERS:
        yield _commitments(life)
    yield _given_up(LIVES["flux50"])
    yield _changes(LIVES["catalisti"])
    yield _lessons(LIVES["catalisti"])
    yield _programme_lesson()
    yield _documents(LIVES["flanders-food"])
    yield _reorganised(LIVES["blauwe-cluster"])


def _commitments(life: Life) -> Chapter:
    """One promise is kept in time, one late."""
    chapter = Chapter(life.pact)
    chapter.on(before(life.in_force, -30), "14:00")
    means: dict[str, object] = {
        "commitment": "means",
        "party": "agency",
        "sort": "project_means",
        "due": before(life.in_force, -400),
    }
    means |= {"text_nl": "middelen voor projecten", "text_en": "means for projects"}
    policy: dict[str, object] = {"commitment": "policy", "party": MINISTERS[1], "sort": "policy_action"}
    policy |= {
        "text_nl": "een regelluwe zone",
        "text_en": "a zone with fewer rules",
        "due": before(life.in_force, -700),
    }
    chapter.does(OFFICER, "add_commitment", **means)
    chapter.does(OFFICER, "add_commitment", **policy)
    chapter.on(before(life.in_force, -350), "14:00")
    progress = {"progress": "on_track", "remark": "the call is open"}
    chapter.does(life.representative, "report_commitment_progress", commitment="means", **progress)
    kept = before(life.in_force, -390)
    chapter.on(kept, "14:00")
    done = {"outcome": "fulfilled", "reason": "as promised"}
    chapter.does(OFFICER, "close_commitment", commitment="means", on=kept, **done)
    late = before(life.in_force, -760)
    chapter.on(late, "14:00")
    chapter.does(OFFICER, "close_commitment", commitment="policy", on=late, **done)
    return chapter


def _given_up(life: Life) -> Chapter:
    """A promise that is changed first, and abandoned with a reason."""
    chapter = Chapter(life.pact)
    chapter.on("2021-01-18", "14:00")
    words = {"text_nl": "een testcentrum", "text_en": "a test centre"}
    test = {"commitment": "test-centre"}
    chapter.does(OFFICER, "add_commitment", party="cluster", sort="non_financial", due="2022-06-30", **test, **words)
    chapter.on("2021-11-08", "14:00")
    moved = {**words, "due": "2023-06-30", "reason": "the site is not ready"}
    chapter.does(OFFICER, "change_commitment", **test, **moved)
    chapter.on("2022-10-17", "14:00")
    closed = {"outcome": "abandoned", "on": "2022-10-17", "reason": "nobody wants to run it"}
    chapter.does(OFFICER, "close_commitment", **test, **closed)
    chapter.fails(OFFICER, "change_commitment", "not_running", **test, **{**moved, "due": "2024-06-30"})
    return chapter


def _changes(life: Life) -> Chapter:
    """Requests for change: approved, refused, withdrawn, and one that another one excludes."""
    chapter, representative = Chapter(life.pact), life.representative
    chapter.on("2023-03-06", "14:00")
    money = {"on": "money", "year": 2023, "cents": 45_000_000}
    chapter.does(representative, "request_change", change="less-money", wish=money, grounds="a project stops")
    more = {**money, "cents": 48_000_000}
    chapter.fails(representative, "request_change", "change_excluded", change="more-money", wish=more, grounds="more")
    target = {"on": "kpi_target", "kpi": "companies", "year": 2023, "target": "30"}
    chapter.does(representative, "request_change", change="target", wish=target, grounds="fewer projects")
    partner = {"on": "partner", "change": "leaves", "partner": "org-02", "since": "2023-07-01"}
    chapter.does(representative, "request_change", change="partner", wish=partner, grounds="it merged")
    scope = {"on": "scope", "description": "circular chemistry only"}
    chapter.does(representative, "request_change", change="scope", wish=scope, grounds="the board wants it")
    chapter.on("2023-03-27", "14:00")
    for change in ("less-money", "target"):
        seen = hash_in(life.pact, "change.requested", "proposal_hash", change=change)
        chapter.does(HEAD, "approve_change", change=change, proposal_hash=seen)
    chapter.does(HEAD, "refuse_change", change="partner", reason="the merged organisation stays")
    chapter.fails(OFFICER, "withdraw_change", "not_yours", change="scope")
    chapter.does(representative, "withdraw_change", change="scope")
    return chapter


def _lessons(life: Life) -> Chapter:
    chapter = Chapter(life.pact)
    chapter.on("2019-06-03", "14:00")
    origin = {"origin": "interim_evaluation", "origin_reference": "period 1"}
    practice = {"lesson": "open-days", "sort": "good_practice", "text_nl": "open dagen", "text_en": "open days"}
    chapter.does(OFFICER, "record_lesson", **practice, **origin)
    slow = {"lesson": "slow-permits", "sort": "bottleneck", "text_nl": "trage vergunningen", "text_en": "slow permits"}
    chapter.does(OFFICER, "record_lesson", **slow, **origin)
    chapter.on("2021-04-12", "14:00")
    taken_up = {"taken_up_in": "pact_version", "on": "2021-03-24"}
    chapter.fails(OFFICER, "link_lesson", "unknown_version", lesson="open-days", version="99", **taken_up)
    chapter.does(OFFICER, "link_lesson", lesson="open-days", version="2", **taken_up)
    chapter.on("2024-09-09", "14:00")
    chapter.does(OFFICER, "resolve_bottleneck", lesson="slow-permits", how="one desk for all", on="2024-09-01")
    return chapter


def _programme_lesson() -> Chapter:
    chapter = Chapter(PROGRAMME)
    chapter.on("2021-06-14", "14:00")
    words = {"text_nl": "te korte periodes", "text_en": "periods are too short"}
    told = {"lesson": "short-periods", "sort": "bottleneck", "origin": "programme_evaluation"}
    chapter.does(OFFICER, "record_lesson", origin_reference="evaluation 2020", **told, **words)
    return chapter


def _documents(life: Life) -> Chapter:
    """A text is replaced, another class is given, and the content of one is erased."""
    chapter = Chapter(life.pact)
    for day, name, supersedes in (("2018-05-15", "pact-1", None), ("2019-03-25", "pact-2", "pact-1")):
        chapter.on(day, "14:00")
        chapter.does(OFFICER, "attach_document", **_described(life, name, day), supersedes=supersedes)
    chapter.on("2019-05-06", "14:00")
    public = {"document": "pact-1", "confidentiality": "public", "reason": "it was published"}
    chapter.fails(OFFICER, "classify_document", "not_allowed", **public)
    chapter.does(HEAD, "classify_document", **public)
    chapter.on("2023-05-08", "14:00")
    proposed = chapter.does(OFFICER, "propose_erasure", document="pact-1", legal_ground="its term has passed")
    chapter.fails(OFFICER, "erase_document", "not_allowed", document="pact-1", proposal_hash=as_seen(proposed))
    chapter.on("2023-05-15", "14:00")
    chapter.does(HEAD, "erase_document", document="pact-1", proposal_hash=as_seen(proposed))
    chapter.fails(REVIEWER, "attach_document", "unknown_document_type", **{**_described(life, "x", day), **_POEM})
    return chapter


_POEM = {"document_type": "poem"}


def _described(life: Life, name: str, day: str) -> dict[str, object]:
    content = f"{life.cluster} {name}"
    held = {"document": name, "sha256": document(content), "size": len(content), "media_type": "text/plain"}
    told = {"title": content, "document_type": "pact", "language": "nl", "dated": day}
    return {**held, **told, "confidentiality": "internal", "retention": "file"}


def _reorganised(life: Life) -> Chapter:
    """A new name, another legal entity, and activities of another organisation."""
    chapter = Chapter(f"cluster/{life.cluster}")
    chapter.on("2024-02-05", "14:00")
    since = {"earliest": "2024-01-01", "latest": "2024-01-01"}
    chapter.does(OFFICER, "rename_cluster", name="Blauwe Cluster", since=since)
    chapter.does(OFFICER, "replace_cluster_organisation", organisation="org-90", since=since)
    chapter.on("2024-06-03", "14:00")
    chapter.does(OFFICER, "record_reorganisation", sort="took_over_activities_of", other="org-91", on=since)
    return chapter
