"""Displays of what a server says: lines on standard output, or a screen on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import trio
from rich.console import Console
from rich.live import Live

from ctiproto.versions import Profile
from ctiserver.cli.watching.screen import render
from ctiserver.cli.watching.screen_model import ScreenModel
from ctiserver.client.core import Received
from ctiserver.client.message_text import json_line, plain_line
from ctiserver.client.model import AgentKey
from ctiserver.client.session import Session

REFRESH: Final = 0.25
"""Seconds until the screen is drawn again."""


class LineDisplay:
    """Writes a line for each message.

    Args:
        write: writes a line, which it gets without its end.
        complain: writes what happened to the connection, apart from the messages.
        as_json: whether lines are JSON.
    """

    def __init__(self, write: Callable[[str], None], complain: Callable[[str], None], *, as_json: bool) -> None:
        self._write = write
        self._complain = complain
        self._as_json = as_json
        self._profile: Profile | None = None
        self._has_begun = False

    def began(self, session: Session) -> None:
        """Write that there is a new session, unless it is the first."""
        self._profile = session.profile
        if self._has_begun:
            self._complain(f"{session.side}: there is a new session")
        self._has_begun = True

    def show(self, received: Received, about: AgentKey | None) -> None:
        """Write the line of a message."""
        del about
        assert self._profile is not None  # noqa: S101 - messages belong to a session, which began before
        line = json_line(received, self._profile) if self._as_json else plain_line(received, self._profile.dialect)
        self._write(line)

    def tell(self, text: str) -> None:
        """Write what happened to the connection."""
        self._complain(text)

    async def refresh(self) -> None:
        """Do nothing: lines stay as they were written."""


class ScreenDisplay:
    """A screen of agents, calls and events that is drawn again a few times a second.

    Args:
        console: the terminal.
        now: the clock that messages are stamped with.
    """

    def __init__(self, console: Console, now: Callable[[], float]) -> None:
        self.model = ScreenModel()
        self._console = console
        self._now = now
        self._begun = trio.Event()

    def began(self, session: Session) -> None:
        """Forget what was shown: what happened while there was no session is not known."""
        self.model.begin_session(session, self._now())
        self._begun.set()

    def show(self, received: Received, about: AgentKey | None) -> None:
        """Follow a message."""
        self.model.add_message(received, about)

    def tell(self, text: str) -> None:
        """Follow what happened to the connection."""
        self.model.add_notice(text, self._now())

    async def refresh(self) -> None:
        """Draw until cancelled, from the first session on, or from a moment later if there is none yet."""
        with trio.move_on_after(REFRESH):
            await self._begun.wait()
        # What goes to standard error would tear the picture if that is a terminal, too; a file has to get it.
        is_shared = sys.stderr.isatty()
        with Live(console=self._console, screen=True, auto_refresh=False, redirect_stderr=is_shared) as live:
            while True:
                now = self._now()
                live.update(render(self.model, *self._console.size, now), refresh=True)
                await trio.sleep(REFRESH)
