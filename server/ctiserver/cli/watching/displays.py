"""Where messages are shown: lines on standard output, or a picture on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import trio
from rich.console import Console
from rich.live import Live

from ctiserver.cli.watching.screen import picture
from ctiserver.cli.watching.screen_model import View
from ctiserver.client.core import Received
from ctiserver.client.message_text import json_line, plain_line
from ctiserver.client.model import AgentKey
from ctiserver.client.session import Session

REFRESH: Final = 0.25
"""Seconds between two pictures."""


class Lines:
    """A line for each message.

    Args:
        write: takes a line without its end.
        complain: takes what happened to the connection.
        as_json: whether lines are JSON.
    """

    def __init__(self, write: Callable[[str], None], complain: Callable[[str], None], *, as_json: bool) -> None:
        self._write = write
        self._complain = complain
        self._as_json = as_json
        self._version = 0
        self._has_begun = False

    def began(self, session: Session) -> None:
        """Say so, unless nothing was lost."""
        self._version = session.version
        if self._has_begun:
            self._complain(f"{session.side}: there is a new session")
        self._has_begun = True

    def show(self, received: Received, about: AgentKey | None) -> None:
        """Write the line of a message."""
        del about
        self._write(json_line(received, self._version) if self._as_json else plain_line(received))

    def tell(self, text: str) -> None:
        """Say what happened to the connection, apart from the messages."""
        self._complain(text)

    async def refresh(self) -> None:
        """Lines stay as they are."""


class Screen:
    """A picture that is drawn again a few times a second.

    Args:
        console: the terminal.
        now: the clock that messages are stamped with.
    """

    def __init__(self, console: Console, now: Callable[[], float]) -> None:
        self.view = View()
        self._console = console
        self._now = now
        self._begun = trio.Event()

    def began(self, session: Session) -> None:
        """Start anew: what happened while there was no session is not known."""
        self.view.began(session, self._now())
        self._begun.set()

    def show(self, received: Received, about: AgentKey | None) -> None:
        """Take note of a message."""
        self.view.heard(received, about)

    def tell(self, text: str) -> None:
        """Take note of what happened to the connection."""
        self.view.told(text, self._now())

    async def refresh(self) -> None:
        """Draw, as soon as there is a session; a server that does not answer at once is waited for in the picture."""
        with trio.move_on_after(REFRESH):
            await self._begun.wait()
        with Live(console=self._console, screen=True, auto_refresh=False) as live:
            while True:
                now = self._now()
                live.update(picture(self.view, *self._console.size, now), refresh=True)
                await trio.sleep(REFRESH)
