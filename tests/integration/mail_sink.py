"""A real mail server on loopback that keeps what it is given, and refuses or falls silent when it is told to."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """What came in, and how it answers."""

    def __init__(self) -> None:
        """Start with nothing, and take everything."""
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}  # by receiver
        self.on_mail: Callable[[], None] = lambda: None
        self.is_mute = False  # takes a letter and hangs up before it has said so
        self.hangs_up_on: str | None = None  # a receiver at whose address it does
        self.holds: str | None = None  # the word of a talk to which it gives no answer until it is let go
        self.is_held = asyncio.Event()
        self._is_free = asyncio.Event()
        self.before_answer: Callable[[], Awaitable[None]] | None = None  # to a letter that it has kept

    @property
    def ids(self) -> list[str]:
        """The message ids in the order in which they came."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    @property
    def receivers(self) -> list[str]:
        """The addresses in the order in which they came."""
        return [mail["To"].addresses[0].addr_spec for mail in self.mails]

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.holds = None
        self.is_held.clear()
        self._is_free.set()
        self._is_free = asyncio.Event()

    async def handle_EHLO(  # noqa: N802 - the name that the server calls
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what it offers."""
        await self._hold("EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a sender."""
        await self._hold("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a receiver or not."""
        await self._hold("RCPT")
        if address == self.hangs_up_on:
            _hang_up(server)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        if await self._hold("DATA"):
            return "451 whoever sent it is gone"
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.on_mail()
        if self.is_mute:
            _hang_up(server)
        if self.before_answer is not None:
            await self.before_answer()
        await self._hold("250")
        return "250 taken"

    async def _hold(self, word: str) -> bool:
        """Give no answer while this word is held; tells whether it was."""
        if self.holds != word:
            return False
        self.is_held.set()
        await self._is_free.wait()
        return True


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def text_of(mail: EmailMessage) -> str:
    """The words of a letter, as who sees no HTML reads them."""
    part = mail.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


@asynccontextmanager
async def listening(sink: Sink) -> AsyncGenerator[Sink]:
    """Let it listen, at its own port the next time too."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="localhost", loop=loop), "127.0.0.1", sink.port)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()
