"""What was told wrongly and is put right by two, years later too; and what sources do not agree on."""

from collections.abc import Iterator

from tests.life.cast import HEAD, LIVES, OFFICER, REVIEWER
from tests.life.told import Chapter, Late, Seen, as_seen, hash_in, position_of

CORRECTED = ("report.processed", 2018)
"""What is corrected in 2021: a verdict of 2019 on the work year 2018."""

DAY = "2016-11-24"
"""When somebody says that it was launched."""

DEED = ({"document": "deed", "title": "the signed deed"},)


def chapters() -> Iterator[Chapter]:
    """Tell of every correction and every conflict."""
    yield _correction()
    yield _withdrawn_fact()
    yield _claims()
    yield _verdicts()


def _correction() -> Chapter:
    """In 2021 somebody finds that a verdict of 2019 was written down wrongly; two agree."""
    event, year = CORRECTED
    chapter = Chapter(LIVES["catalisti"].pact)
    wrong = position_of(chapter.stream, event, year=year)
    chapter.on("2021-04-19", "15:00")
    right = {"correction_kind": "replaces", "fields": (("verdict", "not_reached"),), "reason": "the minutes say so"}
    chapter.does(OFFICER, "propose_correction", corrects=wrong, **right)
    seen = correction_hash(chapter.stream, wrong)
    chapter.fails(OFFICER, "approve_correction", "four_eyes", corrects=wrong, proposal_hash=seen)
    chapter.on("2021-04-26", "15:00")
    chapter.does(HEAD, "approve_correction", corrects=wrong, proposal_hash=seen)
    return chapter


def _withdrawn_fact() -> Chapter:
    """A bottleneck was recorded in the wrong file."""
    chapter = Chapter(LIVES["flanders-food"].pact)
    chapter.on("2022-06-13", "15:00")
    words = {"text_nl": "geen schepen", "text_en": "no ships", "origin": "other", "origin_reference": "a letter"}
    chapter.does(OFFICER, "record_lesson", lesson="no-ships", sort="bottleneck", **words)
    wrong = position_of(chapter.stream, "bottleneck.recorded", lesson="no-ships")
    chapter.on("2022-06-20", "15:00")
    gone = {"correction_kind": "withdraws", "moved_to": "pact/blauwe-cluster", "reason": "another file"}
    chapter.does(OFFICER, "propose_correction", corrects=wrong, **gone)
    chapter.on("2022-06-27", "15:00")
    seen = correction_hash(chapter.stream, wrong)
    chapter.does(HEAD, "approve_correction", corrects=wrong, proposal_hash=seen)
    return chapter


def correction_hash(stream: str, wrong: Late) -> Late:
    """Give the hash under which the correction of an event was proposed."""

    def read(log: Seen) -> object:
        return hash_in(stream, "correction.proposed", "proposal_hash", corrects=wrong(log))(log)

    return read


def _claims() -> Chapter:
    """Two sources say different things about the past, until somebody decides between them."""
    chapter = Chapter("cluster/sim")
    chapter.on("2018-03-12", "15:00")
    for claim, day in (("launch/press", "2016-11-24"), ("launch/report", "2016-12-01")):
        when = {"earliest": day, "latest": day}
        told = {"predicate": "launched", "value": {"kind": "date", "date": when}, "effective": when}
        source = {"grade": "secondary", "evidence": ({"document": claim.replace("/", "-"), "title": "a source"},)}
        chapter.does(OFFICER, "import_historical_claim", claim=claim, **told, **source)
    wish = {"predicate": "launched", "reason": "it was there"}
    chapter.fails(OFFICER, "propose_conflict_resolution", "unknown_claim", accepted_claim="none", **wish)
    chapter.on("2018-03-19", "15:00")
    chosen = {"predicate": "launched", "accepted_claim": "launch/report"}
    seen = as_seen(chapter.does(REVIEWER, "propose_conflict_resolution", **(wish | chosen)))
    chapter.fails(REVIEWER, "resolve_conflict", "four_eyes", **chosen, proposal_hash=seen)
    chapter.does(HEAD, "resolve_conflict", **chosen, proposal_hash=seen)
    return chapter


def _verdicts() -> Chapter:
    """Of one imported claim the deed is found; another turns out to be wrong, and once more, to be right after all."""
    chapter = Chapter(LIVES["sim"].pact)
    chapter.on("2018-04-09", "15:00")
    for claim, predicate, day in (("deed/press", "pact_concluded", "2017-06-09"), ("start/press", "launched", DAY)):
        when = {"earliest": day, "latest": day}
        said = {"predicate": predicate, "value": {"kind": "date", "date": when}, "effective": when}
        source = {"grade": "secondary", "evidence": ({"document": claim.replace("/", "-"), "title": "a source"},)}
        chapter.does(OFFICER, "import_historical_claim", claim=claim, **said, **source)
    for day, claim, verdict in (
        ("2018-04-16", "deed/press", "confirmed"),
        ("2018-04-23", "start/press", "rejected"),
        ("2018-05-07", "start/press", "confirmed"),
    ):
        chapter.on(day, "15:00")
        told: dict[str, object] = {"claim": claim, "verdict": verdict, "reason": "the deed says so", "evidence": DEED}
        seen = as_seen(chapter.does(OFFICER, "propose_claim_verdict", **told))
        decides = "confirm_claim" if verdict == "confirmed" else "reject_claim"
        chapter.fails(OFFICER, decides, "four_eyes", claim=claim, proposal_hash=seen)
        chapter.does(REVIEWER, decides, claim=claim, proposal_hash=seen)
    return chapter
