"""The demo: a pact's year on real servers with skipped time, told while it happens; nothing stays behind."""

import asyncio
import os
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.checking import sound, verified_line
from cli.ending import Ended, Exit, told
from cli.printing import WIDTH, bold, print_line, wrapped
from cli.reading import timeline_line
from cli.story import (
    AS_OF,
    BEGINS_AT,
    PACT,
    PROPOSAL_SEEN,
    Ask,
    KillWorker,
    SkipTo,
    Step,
    Told,
    people,
    taking_over,
    year,
)
from cli.surroundings import settings_now
from cli.words import Lang
from schemas.command import CommandEnvelope, Outcome
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.simulation import Simulation

_OURS = ("CLUSTERPACT_", "TEMPORAL_")
_HISTORY = "history-2016-2020.yaml"


def show_demo(keep: Path | None) -> None:
    """Tell the story; exit code 0 only when every step ended as the story says."""
    with told():
        from cli.troubles import understood
        from workers.embedded.instance import throwaway_home

        settings = _shut_off_surroundings()
        with understood():
            if keep is not None:
                asyncio.run(_tell(settings, keep, keep=True))
            else:
                with throwaway_home() as home:
                    asyncio.run(_tell(settings, home, keep=False))


def _shut_off_surroundings() -> Settings:
    """Take the settings, then forget every address in the environment: a demo must never reach a real record."""
    settings = settings_now()
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    return settings


async def _tell(settings: Settings, home: Path, *, keep: bool) -> None:
    from workers.simulation import simulate

    began = time.monotonic()
    stage = _Stage(settings)
    stage.say(
        Told(
            "Servers starten: Postgres en Temporal, op deze machine, in een map die straks weer weg is …",
            "Starting servers: Postgres and Temporal, on this machine, in a folder that goes away again …",
        )
    )
    async with simulate(settings, home, BEGINS_AT) as simulation:
        stage.enter(simulation)
        stage.explain()
        await stage.take_over_the_record(settings.policy_pack)
        await stage.play(people())
        await stage.play(taking_over())
        await stage.play(year())
        await stage.show_results()
    seconds = time.monotonic() - began
    left = Told("Alles is gestopt en opgeruimd.", "Everything is stopped and cleaned up.")
    if keep:
        left = Told(f"Alles is gestopt; de gegevens staan in {home}.", f"Everything is stopped; the data is in {home}.")
    stage.say(
        Told(
            f"Klaar in {seconds:.0f} s. {left.nl} Verder: make up, en README.md.",
            f"Done in {seconds:.0f} s. {left.en} Next: make up, and README.md.",
        )
    )


class _Stage:
    """Where the story is told: what is said, asked and shown, in one language."""

    def __init__(self, settings: Settings) -> None:
        self._lang: Lang = settings.lang
        self._pack = settings.policy_pack
        self._simulation: Simulation | None = None
        self._number = 0
        self._shown = 0
        self._imported_at = BEGINS_AT

    def enter(self, simulation: "Simulation") -> None:
        """Take the simulated agency."""
        self._simulation = simulation
        self._say_plain(f"  {simulation.where}")

    @property
    def simulation(self) -> "Simulation":
        """The simulated agency, once it runs."""
        if self._simulation is None:
            raise Ended(Exit.ERROR, "not_started", "the simulation has not started")
        return self._simulation

    def explain(self) -> None:
        """Say how to read what follows, and what is invented in it."""
        self.say(
            Told(
                "Zo leest u wat volgt: → de klok van het pact springt; ingesprongen staat wat vastgelegd wordt, "
                "met plaatselijke tijd; ✗ een regel weigert. Mensen (planten), plannen en oordelen zijn verzonnen; "
                "de beweringen over 2016-2020 komen uit openbare bronnen.",
                "How to read what follows: → the pact's clock leaps ahead; indented is what gets recorded, in local "
                "time; ✗ a rule refuses. People (plants), plans and verdicts are invented; the claims on 2016-2020 "
                "come from public sources.",
            )
        )

    async def take_over_the_record(self, pack: Path) -> None:
        """Adopt the rules and import the public record, silently, as claims."""
        from gateway.adopting import adopt_first_pack
        from gateway.record import import_history

        simulation = self.simulation
        self.say(
            Told(
                "De regels worden aangenomen en het openbare verleden ingevoerd, bewering per bewering, met bron.",
                "The rules are adopted and the public record is imported, claim by claim, with its sources.",
            )
        )
        await adopt_first_pack(simulation.pool, pack, simulation.clock.now())
        report = await import_history(simulation.pool, pack / _HISTORY, now=simulation.clock.now())
        for line in report.lines():
            self._say_plain(f"  {line}")
        self._shown = await self._head()
        self._imported_at = simulation.clock.now()

    async def play(self, steps: Iterable[Step]) -> None:
        """Carry the steps out in order; what they record is shown as it happens."""
        for step in steps:
            match step:
                case SkipTo():
                    self.say(step.told, f"→ {step.day}")
                    await self.simulation.skip_to(PACT, step.instant)
                case KillWorker():
                    self.say(step.told)
                    await self._kill_the_worker(step.during)
                case Ask():
                    if not step.silent:
                        self.say(step.told)
                    await self._ask(step)
            if not (isinstance(step, Ask) and step.silent):
                await self._show_new_events()
        await self._show_new_events()

    async def show_results(self) -> None:
        """Show what the audience came for: the timeline, the five answers in both languages, and the verified chain."""
        from domain.answer_page import render
        from gateway.answers import answer
        from gateway.questions import timeline, zone_of

        simulation = self.simulation
        zone = await zone_of(simulation.pool)
        self._title(Told("De tijdlijn van De Blauwe Cluster", "De Blauwe Cluster's timeline"))
        for row in await timeline(simulation.pool, PACT, lang=self._lang):
            self._say_plain(timeline_line(row, self._lang))
        for lang in ("nl", "en"):
            title = Told(
                "De vijf antwoorden, per 1 maart 2020, zoals bekend voor het verzonnen jaar begon",
                "The five answers, as of 1 March 2020, as known before the invented year began",
            )
            self._title(title, lang)
            known_on = self._imported_at
            self._say_plain(
                render(await answer(simulation.pool, date.fromisoformat(AS_OF), known_on, lang, self._pack), zone)
            )
        self._title(Told("Nagerekend", "Recomputed"))
        found = await sound(simulation.pool)
        self._say_plain(verified_line(found.events, found.outcomes, found.receipts, found.chain))

    def say(self, line: Told, mark: str = "") -> None:
        """Say one line of the story."""
        text = line.nl if self._lang == "nl" else line.en
        self._say_plain(bold("\n" + wrapped(mark + "  " if mark else "", text, indent="")))

    async def _kill_the_worker(self, during: Ask) -> None:
        """Hand a command in, end the worker as soon as the receipt stands, start another, and wait for the answer."""
        answer = asyncio.create_task(self._ask(during))
        await self.simulation.until_a_receipt_waits()
        worker = self.simulation.worker
        killed = worker.pid
        worker.kill()
        worker.restart()
        self._say_plain(f"    kill -9 {killed} → worker {worker.pid}")
        await answer

    async def _ask(self, step: Ask) -> None:
        self._number += 1
        envelope = CommandEnvelope.model_validate(
            {
                "command_id": f"demo:{self._number:03}:{step.command['kind']}",
                "stream": step.stream,
                "person": step.person,
                "command": await self._filled(step.stream, step.command),
            }
        )
        outcome = await self.simulation.submit(envelope)
        self._compare(step, outcome)

    def _compare(self, step: Ask, outcome: Outcome) -> None:
        """Stop the demo where a step does not end as told: a story that hides a failure would be worthless."""
        code = outcome.code if outcome.status == "refused" else None
        if code != step.refused:
            kind = step.command["kind"]
            wished = step.refused or "recorded"
            raise Ended(
                Exit.ERROR, "demo_failed", f"{kind} by {step.person}: {outcome.code} {outcome.detail}, not {wished}"
            )
        if code is not None:
            self._say_plain(wrapped("    ✗ ", f"{outcome.code}: {outcome.detail}"))

    async def _filled(self, stream: str, command: dict[str, Any]) -> dict[str, Any]:
        """Put in what the person who approves has read: the hash of the proposal that waits."""
        if PROPOSAL_SEEN not in command.values():
            return command
        seen = await self.simulation.proposal_seen(stream, command)
        return {name: seen if value == PROPOSAL_SEEN else value for name, value in command.items()}

    async def _show_new_events(self) -> None:
        for when, sentence in await self.simulation.told_since(self._shown, PACT, self._lang):
            self._say_plain(wrapped(f"    {when:%Y-%m-%d %H:%M}  ", sentence))
        self._shown = await self._head()

    async def _head(self) -> int:
        return await self.simulation.head()

    def _title(self, line: Told, lang: str | None = None) -> None:
        text = line.nl if (lang or self._lang) == "nl" else line.en
        self._say_plain(bold(f"\n{'═' * WIDTH}\n{text}\n{'═' * WIDTH}"))

    def _say_plain(self, text: str) -> None:
        print_line(text)
        sys.stdout.flush()
