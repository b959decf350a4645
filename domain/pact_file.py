"""The pact files of a cluster: the first has the cluster's id, each that follows it a number and another legal basis.

So nobody opens a second file beside the first, with a chain and a cap of its own, and every file can be found again.
"""

from domain.around import Around, pact_of
from domain.refusing import require
from schemas.agreement.period import AgreementStage
from schemas.pact import PactState, RegisterPact
from schemas.refusal import Refused

MOST = 5
"""How many files a cluster can have in a row: half a century of support, each on a basis of its own."""


def files_of(cluster: str) -> tuple[str, ...]:
    """Name the files that a cluster can have, in their order."""
    return (f"pact/{cluster}", *(f"pact/{cluster}-{number}" for number in range(2, MOST + 1)))


def file_in_effect(cluster: str, around: Around) -> PactState:
    """Give the newest file under which support was signed, else the first: one that is only opened changes nothing."""
    found = pact_of(around, cluster)
    for name in files_of(cluster)[1:]:
        later = pact_of(around, name.partition("/")[2])
        if later.cluster == cluster and _has_begun(later):
            found = later
    return found


def streams_read(command: RegisterPact) -> tuple[str, ...]:
    """Name the file that the new one follows."""
    return () if command.succeeds is None else (f"pact/{command.succeeds}",)


def require_own_place(stream: str, command: RegisterPact, around: Around) -> None:
    """Refuse a file in another place than the cluster's own, or one that follows nothing."""
    if command.succeeds is None:
        expected = f"pact/{command.cluster}"
    else:
        expected = _place_after(command.succeeds, command, around)
    detail = f"this file of {command.cluster} is {expected}; a file beside it names the one that it succeeds"
    require(stream == expected, "other_file", detail)


def _place_after(before: str, command: RegisterPact, around: Around) -> str:
    """Give the next place; support under the same basis goes on in the same file."""
    known = pact_of(around, before)
    if known.pact is None or known.cluster != command.cluster:
        raise Refused("unknown_file", f"{command.cluster} has no pact file '{before}'")
    basis = known.pact.legal_basis
    is_another = command.legal_basis is not None and command.legal_basis != basis
    require(
        is_another, "same_basis", f"a file that succeeds '{before}' names another legal basis than {basis or 'its'}"
    )
    names = files_of(command.cluster)
    place = names.index(f"pact/{before}") if f"pact/{before}" in names else MOST
    require(place + 1 < len(names), "too_many_files", f"{command.cluster} can have {MOST} files in a row")
    return names[place + 1]


def _has_begun(file: PactState) -> bool:
    return any(period.stage is not AgreementStage.DRAFT for period in file.agreement.periods)
