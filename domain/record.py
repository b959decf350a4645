"""A history file read into commands: every problem named at once, and the same file always gives the same commands."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar, cast

from pydantic import ValidationError

from domain.policy_text import name_of, read_texts, spot_of
from domain.predicate import QUALIFIED_BY_CLUSTER, VALUE_KINDS
from domain.sentences.wording import WORDS
from schemas.claim import (
    ClaimValue,
    CodeValue,
    CountValue,
    DateValue,
    Evidence,
    Grade,
    ImportHistoricalClaim,
    MoneyValue,
    ReferencesValue,
)
from schemas.cluster import RegisterCluster, RenameCluster
from schemas.command import Command, CommandEnvelope
from schemas.history import (
    HistoryClaim,
    HistoryCluster,
    HistoryError,
    HistoryHeader,
    HistoryProblem,
    HistorySource,
    HistoryValue,
)
from schemas.model import Model
from schemas.pack import PackText, Path
from schemas.pact import RegisterPact
from schemas.policy import Policy

CENTS = 100
IMPORTER = "system"

Row = TypeVar("Row", bound=Model)
Finding = tuple[Path, str]
KINDS = {"eur": "money", "clusters": "references"}
"""How a history file calls kinds of value that have another name on the wire."""


class _Rows(Model):
    """The rows that can be read, each with its path."""

    sources: tuple[tuple[Path, HistorySource], ...]
    clusters: tuple[tuple[Path, HistoryCluster], ...]
    claims: tuple[tuple[Path, HistoryClaim], ...]


def parse_history(
    name: str, text: str, policy: Policy, registered: Collection[str] | None = None
) -> tuple[CommandEnvelope, ...]:
    """Read the file's commands, clusters first; ``HistoryError`` has each problem with file, line, field and reason.

    ``registered`` are the clusters that the record knows; without it, the file's own word about others is taken.
    """
    tree, unreadable = read_texts({name: text})
    problems = [
        HistoryProblem(file=name, line=one.line, field=one.field, reason=f"{one.message}; expected: {one.expected}")
        for one in unreadable
    ]
    findings: list[Finding] = []
    header, rows = _read(tree, findings)
    findings += _checks(header, rows, policy)
    findings += _unregistered(header, registered)
    problems += [_problem(name, finding, tree) for finding in findings]
    if header is None or problems:
        raise HistoryError(tuple(sorted(set(problems), key=lambda one: (one.line, one.field, one.reason))))
    return tuple(_envelopes(header, rows))


def problems_of(name: str, text: str, reasons: Mapping[str, str]) -> tuple[HistoryProblem, ...]:
    """Say where in the file the commands stand that were refused; ``reasons`` are by command id."""
    tree, _ = read_texts({name: text})
    header, rows = _read(tree, [])
    paths = {asked: path for path, row in rows.clusters for asked, _, _ in _cluster_commands(row)}
    paths |= {row_name: path for path, row in rows.claims for row_name in _names(row).values()}
    start = f"import:{header.history if header else ''}:"
    problems = [_problem(name, (paths.get(key.removeprefix(start), ()), why), tree) for key, why in reasons.items()]
    return tuple(sorted(problems, key=lambda one: one.line))


def _read(tree: PackText, findings: list[Finding]) -> tuple[HistoryHeader | None, _Rows]:
    header = None
    try:
        header = HistoryHeader.model_validate(tree.tree)
    except ValidationError as error:
        findings += _findings(error, (), tree)
    return header, _Rows(
        sources=tuple(_rows(tree, "sources", HistorySource, findings)),
        clusters=tuple(_rows(tree, "clusters", HistoryCluster, findings)),
        claims=tuple(_rows(tree, "claims", HistoryClaim, findings)),
    )


def _rows(tree: PackText, section: str, model: type[Row], findings: list[Finding]) -> Iterator[tuple[Path, Row]]:
    """Read each row alone, so that a broken one hides nothing about the others."""
    given: object = tree.tree.get(section)
    rows = cast("list[object]", given) if isinstance(given, list) else []
    for index, row in enumerate(rows):
        try:
            yield (section, index), model.model_validate(row)
        except ValidationError as error:
            findings += _findings(error, (section, index), tree)


def _findings(error: ValidationError, start: Path, tree: PackText) -> Iterator[Finding]:
    """Say what is wrong and where; the branches of unions that pydantic names are no part of the file."""
    for one in error.errors(include_url=False, include_context=False):
        path = start
        for step in one["loc"]:
            path = (*path, step) if (*path, step) in tree.spots else path
        if one["type"] == "missing":
            path = (*path, one["loc"][-1])
        reason = {"extra_forbidden": "unknown field", "missing": "missing"}.get(one["type"], one["msg"])
        yield path, reason.removeprefix("Value error, ")


def _checks(header: HistoryHeader | None, rows: _Rows, policy: Policy) -> Iterator[Finding]:
    if header is not None and header.policy != policy.id:
        yield ("policy",), f"'{header.policy}' is not the policy in force, which is '{policy.id}'"
    yield from _twice(rows)
    sources = {source.id for _, source in rows.sources}
    known = {cluster.id for _, cluster in rows.clusters} | set(header.known_clusters if header else ())
    without_pact = {cluster.id for _, cluster in rows.clusters if not cluster.pact}
    cited = [(path, cluster.source) for path, cluster in rows.clusters]
    cited += [(path, claim.source) for path, claim in rows.claims]
    for path, source in cited:
        if source not in sources:
            yield (*path, "source"), f"unknown source '{source}'"
    for path, claim in rows.claims:
        yield from _check_meaning(path, claim, policy)
        yield from _check_clusters(path, claim, known, without_pact)


def _unregistered(header: HistoryHeader | None, registered: Collection[str] | None) -> Iterator[Finding]:
    if header is None or registered is None:
        return
    for index, cluster in enumerate(header.known_clusters):
        if cluster not in registered:
            yield ("known_clusters", index), f"no cluster '{cluster}' is registered yet"


def _twice(rows: _Rows) -> Iterator[Finding]:
    for kind, listed in (("source", rows.sources), ("cluster", rows.clusters)):
        count = Counter(row.id for _, row in listed)
        yield from (((*path, "id"), f"duplicate {kind} id '{row.id}'") for path, row in listed if count[row.id] > 1)
    names = [(path, name) for path, claim in rows.claims for name in _names(claim).values()]
    count = Counter(name for _, name in names)
    yield from (((*path, "id"), f"duplicate claim id '{name}'") for path, name in names if count[name] > 1)


def _check_meaning(path: Path, claim: HistoryClaim, policy: Policy) -> Iterator[Finding]:
    if claim.predicate not in policy.predicates:
        yield (*path, "predicate"), f"unknown predicate '{claim.predicate}'"
    words = {word.id for word in policy.words} | set(WORDS)
    if policy.words and claim.value.code is not None and claim.value.code not in words:
        yield (*path, "value", "code"), f"unknown code '{claim.value.code}': the pack has no word for it"
    is_counted = claim.qualifier.isdigit() or claim.predicate in QUALIFIED_BY_CLUSTER
    if policy.words and claim.qualifier and not is_counted and claim.qualifier not in words:
        yield (*path, "qualifier"), f"unknown qualifier '{claim.qualifier}': the pack has no word for it"
    found = KINDS.get(claim.value.kind, claim.value.kind)
    expected = VALUE_KINDS.get(claim.predicate, found)
    if found != expected:
        yield (*path, "value"), f"'{claim.predicate}' takes a {expected} value, not a {found}"


def _check_clusters(path: Path, claim: HistoryClaim, known: set[str], without_pact: set[str]) -> Iterator[Finding]:
    for subject in claim.subjects:
        category, _, last = subject.partition("/")
        if category in {"cluster", "pact"} and last not in known:
            yield (*path, "about"), f"unknown cluster '{last}'"
        elif category == "pact" and last in without_pact:
            yield (*path, "about"), f"cluster '{last}' has no pact file in this record"
        elif category in {"people", "rules"}:
            yield (*path, "about"), f"nothing historical is kept about '{subject}'"
    for cluster in claim.value.clusters or ():
        if cluster not in known:
            yield (*path, "value", "clusters"), f"unknown cluster '{cluster}'"
    if claim.predicate in QUALIFIED_BY_CLUSTER and claim.qualifier not in known:
        yield (*path, "qualifier"), f"unknown cluster '{claim.qualifier}'"


def _problem(file: str, finding: Finding, tree: PackText) -> HistoryProblem:
    path, reason = finding
    return HistoryProblem(file=file, line=spot_of(path, tree).line, field=name_of(path), reason=reason)


def _names(claim: HistoryClaim) -> dict[str, str]:
    """Name the claim about each subject: the row's id, with the subject's where the row has several."""
    if isinstance(claim.about, str):
        return {claim.about: claim.id}
    return {subject: f"{claim.id}/{subject.partition('/')[2]}" for subject in claim.about}


def _envelopes(header: HistoryHeader, rows: _Rows) -> Iterator[CommandEnvelope]:
    sources = {source.id: source for _, source in rows.sources}
    for _, cluster in rows.clusters:
        evidence = (_evidence(sources[cluster.source]),)
        for name, stream, command in _cluster_commands(cluster):
            yield _envelope(header, name, stream, command, evidence)
    for _, claim in rows.claims:
        source = sources[claim.source]
        for subject, name in _names(claim).items():
            yield _envelope(header, name, subject, _command(claim, name, source), (_evidence(source),))


def _cluster_commands(cluster: HistoryCluster) -> Iterator[tuple[str, str, Command]]:
    stream = f"cluster/{cluster.id}"
    first = RegisterCluster(
        name=cluster.name, cluster_type=cluster.type, organisation=cluster.organisation, named_since=cluster.since
    )
    yield stream, stream, first
    for number, later in enumerate(cluster.later_names, start=2):
        yield f"{stream}/name/{number}", stream, RenameCluster(name=later.name, since=later.since)
    if cluster.pact:
        pact = f"pact/{cluster.id}"
        yield pact, pact, RegisterPact(cluster=cluster.id)


def _command(claim: HistoryClaim, name: str, source: HistorySource) -> ImportHistoricalClaim:
    when = claim.when or claim.value.date
    assert when is not None, "a claim without a date is not read"  # noqa: S101 - HistoryClaim refuses it
    return ImportHistoricalClaim(
        claim=name,
        predicate=claim.predicate,
        qualifier=claim.qualifier,
        value=_value(claim.value),
        effective=when,
        grade=Grade(source.grade),
        evidence=(_evidence(source),),
        fact=claim.fact,
        remark=claim.remark,
    )


def _value(given: HistoryValue) -> ClaimValue:
    match given:
        case HistoryValue(date=when) if when is not None:
            return DateValue(date=when)
        case HistoryValue(eur=euros, wording=wording) if euros is not None:
            return MoneyValue(cents=CENTS * euros, wording=wording)
        case HistoryValue(count=number, wording=wording) if number is not None:
            return CountValue(number=number, wording=wording)
        case HistoryValue(code=code, wording=wording) if code is not None:
            return CodeValue(code=code, wording=wording)
        case HistoryValue(clusters=clusters, wording=wording) if clusters is not None:
            return ReferencesValue(streams=tuple(f"cluster/{one}" for one in clusters), wording=wording)
        case _:
            own = given.term or given.text
            assert own is not None, "a value without a kind is not read"  # noqa: S101 - HistoryValue refuses it
            return own


def _evidence(source: HistorySource) -> Evidence:
    return Evidence(document=source.id, title=source.title, url=source.url, sha256=source.sha256)


def _envelope(
    header: HistoryHeader, name: str, stream: str, command: Command, evidence: tuple[Evidence, ...]
) -> CommandEnvelope:
    """Give it an id that follows from the content's identity, so that importing again asks for nothing new."""
    return CommandEnvelope(
        command_id=f"import:{header.history}:{name}",
        stream=stream,
        person=IMPORTER,
        command=command,
        evidence=evidence,
        correlation_id=f"import:{header.history}",
    )
