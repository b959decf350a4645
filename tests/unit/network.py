"""A network of another programme: its pack, its people, and three years of its life."""

from datetime import UTC, date, datetime
from functools import cache

from domain.agency import Agency
from domain.fleet import lived, submitted
from domain.policy import content_hash
from gateway.policy_files import read_pack
from schemas.agreement.award import RecordAwardDecision
from schemas.agreement.cap_anchor import FixCapAnchor
from schemas.agreement.period import DraftAgreement, SignAgreement
from schemas.cluster import RegisterCluster
from schemas.command import Command, CommandEnvelope
from schemas.condition import RecordConditionMet, ReportConditionMet, SetCondition
from schemas.deadline import DeadlineStage
from schemas.pact import PactState, RegisterPact
from schemas.people import AssignRole, RegisterPerson
from schemas.policy import AdoptPolicy, Policy
from schemas.report import ApproveReportVerdict, GoalVerdict, ProposeReportVerdict, ReceiveReport, StartProcessingReport
from store.zone_tables import tables_in_use
from tests.house.tree import ROOT

FOLDER = ROOT / "policies" / "example-three-year-network"
FILE, CLUSTER = "pact/demo-net", "cluster/demo-net"
COORDINATOR, OFFICER, MANAGER, ADMINISTRATOR = "demo-aster", "demo-berk", "demo-ceder", "demo-linde"
TEXT, REPORT, VERDICT = "a" * 64, "b" * 64, GoalVerdict.REACHED
BEGIN = datetime(2021, 5, 3, 8, 0, tzinfo=UTC)
ENDS = datetime(2025, 1, 1, 12, 0, tzinfo=UTC)
EVERYTHING = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)


@cache
def pack() -> Policy:
    """The example's pack."""
    return read_pack(FOLDER)


class Life:
    """An agency that runs this one programme, with its own clock."""

    def __init__(self) -> None:
        """Adopt the pack and give the roles."""
        self.agency = Agency(now=BEGIN, tables=tables_in_use())
        self.ask("system", "rules", AdoptPolicy(policy=pack(), content_hash=content_hash(pack())))
        self._appoint("system", ADMINISTRATOR, "administrator")
        self._appoint(ADMINISTRATOR, OFFICER, "programme_officer")
        self._appoint(ADMINISTRATOR, MANAGER, "programme_manager")
        self._appoint(ADMINISTRATOR, COORDINATOR, "network_coordinator", cluster="demo-net")

    def ask(self, person: str, stream: str, command: Command) -> str:
        """Hand in one command; how it ended, in a word."""
        name = f"{len(self.agency.outcomes)}-{command.kind}"
        asked = CommandEnvelope(command_id=name, stream=stream, person=person, command=command)
        self.agency = submitted(self.agency, asked)
        return self.agency.outcomes[name].code

    def all_recorded(self, *steps: tuple[str, str, Command]) -> None:
        """Hand in commands that are all to be recorded."""
        for person, stream, command in steps:
            assert self.ask(person, stream, command) == "recorded", (
                command.kind,
                list(self.agency.outcomes.values())[-1],
            )

    def until(self, day: date) -> None:
        """Let time pass until ten in the morning of a day."""
        self.agency = lived(self.agency, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    @property
    def state(self) -> PactState:
        """The network's file."""
        state = self.agency.state(FILE)
        assert isinstance(state, PactState)
        return state

    def stages(self) -> dict[str, tuple[date, DeadlineStage]]:
        """Every deadline with its due date and where it stands."""
        return {one.id: (one.due, one.stage) for one in self.state.deadlines}

    def _appoint(self, by: str, person: str, role: str, cluster: str | None = None) -> None:
        held = AssignRole(role=role, cluster=cluster, valid_from=date(2021, 1, 1))
        self.all_recorded((by, f"people/{person}", RegisterPerson(person=person)), (by, f"people/{person}", held))


def supported() -> Life:
    """A network whose support was granted with a condition and signed."""
    life = Life()
    start = date(2022, 1, 1)
    life.all_recorded(
        (OFFICER, CLUSTER, RegisterCluster(name="Demo Net", cluster_type="network")),
        (OFFICER, FILE, RegisterPact(cluster="demo-net")),
        (
            MANAGER,
            FILE,
            RecordAwardDecision(
                decided_on=date(2021, 5, 3),
                minutes="minutes 7",
                outcome="granted_with_conditions",
                conditions=("seat",),
            ),
        ),
        (
            OFFICER,
            FILE,
            SetCondition(condition="seat", source="award", reference="award", text="a seat", due=date(2022, 1, 10)),
        ),
        (OFFICER, FILE, DraftAgreement(start=start, text_hash=TEXT)),
        (MANAGER, FILE, FixCapAnchor(anchor=start, reason="first day of support")),
        (MANAGER, FILE, SignAgreement(period=1, text_hash=TEXT, signed_on=date(2021, 5, 3))),
    )
    return life


def reported(life: Life, year: int, on: date) -> None:
    """The report on a year, handed in and approved on a day."""
    life.until(on)
    life.all_recorded(
        (COORDINATOR, FILE, ReceiveReport(year=year, report_hash=REPORT)),
        (OFFICER, FILE, StartProcessingReport(year=year)),
        (OFFICER, FILE, ProposeReportVerdict(year=year, report_hash=REPORT, verdict=VERDICT)),
    )
    waiting = next(one.report for one in life.state.years if one.year == year)
    assert waiting is not None
    approve = ApproveReportVerdict(year=year, report_hash=REPORT, proposal_hash=waiting.proposal_hash or "")
    life.all_recorded((MANAGER, FILE, approve))


def three_years() -> Life:
    """Support with a condition that is met, a report on each year, one of them late, and the end."""
    life = supported()
    life.until(date(2021, 12, 20))
    life.all_recorded((COORDINATOR, FILE, ReportConditionMet(condition="seat", explanation="there it is")))
    [condition] = life.state.conditions
    met = RecordConditionMet(condition="seat", report_hash=condition.report_hash or "")
    life.all_recorded((MANAGER, FILE, met))
    reported(life, 2022, date(2023, 3, 1))
    reported(life, 2023, date(2024, 4, 12))
    reported(life, 2024, date(2025, 3, 3))
    life.agency = lived(life.agency, EVERYTHING)
    return life
