"""``ctiserver watch``."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Annotated, Final, TypeVar

import trio
from cyclopts import Parameter

from ctiproto.constants import CTIService
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.errors import LocalProtocolError
from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.options import Classes, Flag, checked_version
from ctiserver.cli.output import complain, terminal, title
from ctiserver.cli.watching.displays import LineDisplay, ScreenDisplay
from ctiserver.cli.watching.feed import WatchOptions, follow
from ctiserver.cli.watching.screen_model import ScreenModel
from ctiserver.client import BadAddress, ClientError, ClientOptions, Side, open_request
from ctiserver.site.ports import USUAL_PORTS
from ctiserver.transport.clock import TrioClock

NumberT = TypeVar("NumberT", int, float)

_DEMO_HOST: Final = "127.0.0.1"
_DEMO_PERIPHERAL: Final = 5000
_LAST_NUMBER: Final = 0xFFFFFFFF  # numbers have 32 bits on the wire
_ASKING: Final[Mapping[Dialect, CTIService]] = {
    Dialect.UCCE: CTIService.SERVICE_CLIENT_CONTROL,
    Dialect.UCCX: CTIService.SERVICE_CLIENT_CONTROL | CTIService.SERVICE_CONFIG_EVENTS,
}
"""What a session needs to ask for the configured agents and their states."""

_IDLE_TIMEOUT: Final = 120  # seconds, so that a dead server is noticed by its heartbeats


def watch(
    address: str | None = None,
    other: str | None = None,
    /,
    *,
    version: int | None = None,
    dialect: Dialect = Dialect.UCCE,
    services: str | None = None,
    peripheral: int | None = None,
    agent: str | None = None,
    classes: Classes = (),
    ask: bool = True,
    client_id: str = "ctiserver-watch",
    password: Annotated[str, Parameter(env_var="CTISERVER_PASSWORD", show_default=False)] = "",
    wait: Flag = False,
    count: int | None = None,
    seconds: Annotated[float | None, Parameter(name="--for")] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> Exit:
    """Show what a CTI Server says, live: on a terminal a picture of agents and calls, elsewhere a line a message.

    It is a client like any other, and only listens: it changes nothing. When the connection is lost it comes back by
    itself. Ctrl-C ends it.

    Some examples:

        ctiserver watch
        ctiserver watch cti-a:42027 cti-b:43027 --version 20
        ctiserver watch --wait --count 10 --json | jq .message
        ctiserver watch --agent 1001 --for 60
        ctiserver watch --class agent_state --class call_events

    Args:
        address: HOST:PORT of the server, or of side A.  Without it, 127.0.0.1 and the usual port of the dialect.
        other: HOST:PORT of side B.
        version: The protocol version, 9 to 25; without it the newest one.
        dialect: The family of servers.
        services: What to ask for, such as ALL_EVENTS,CLIENT_MONITOR, or a number.  Without it, ALL_EVENTS (with
            --agent CLIENT_EVENTS) and, to ask for the agents' states, CLIENT_CONTROL, of uccx CONFIG_EVENTS too.
        peripheral: Leave out what other peripherals say; with --agent, where the agent is (5000).
        agent: Follow the device of this agent only.  The agent's own desktop cannot have a session at the same time.
        classes: Show the messages of this class only; can be given several times.
        ask: Ask for the configured agents and their states at the start.
        client_id: The ClientID, for servers that want to know it.
        password: The ClientPassword that goes with it.
        wait: Wait for a server that is not there yet.
        count: End after so many messages.
        seconds: End after so many seconds.
        as_json: Write JSON lines.
    """
    if agent is not None and peripheral is None and dialect.is_default:
        peripheral = _DEMO_PERIPHERAL
    concerned = NULL_PERIPHERAL_ID if peripheral is None else _number("--peripheral", peripheral)
    named = {} if peripheral is None else {"peripheral_id": concerned}
    request = open_request(
        version=dialect.versions[-1] if version is None else checked_version(version, dialect),
        dialect=dialect,
        services=_default_services(agent, dialect, ask=ask) if services is None else _services(services),
        client_id=client_id,
        password=_latin("--password", password),
        idle_timeout=_IDLE_TIMEOUT,
        agent_id=agent,
        **named,
    )
    watching = WatchOptions(
        sides=_sides(dialect, address, other),
        request=request,
        patient=wait,
        ask=ask,
        peripheral_id=concerned,
        classes=classes,
        count=None if count is None else _at_least("--count", count, 1),
        seconds=math.inf if seconds is None else _at_least("--for", seconds, 0.0),
    )
    try:
        sessions = trio.run(_follow, watching, as_json)
    except (ClientError, LocalProtocolError) as error:
        raise CommandError(str(error)) from error
    if not sessions and seconds is not None:
        raise CommandError(f"no server was reached within {seconds:g} s")
    return Exit.DONE


async def _follow(watching: WatchOptions, as_json: bool) -> int:
    clock = TrioClock()
    console = None if as_json else terminal()
    if console is not None and console.is_dumb_terminal:
        console = None  # it cannot draw a screen
    display = LineDisplay(_write, complain, as_json=as_json) if console is None else ScreenDisplay(console, clock.now)
    sessions = await follow(watching, display, ClientOptions(now=clock.now, tell=display.tell))
    if isinstance(display, ScreenDisplay):
        title(_outcome(display.model))
    return sessions


def _outcome(view: ScreenModel) -> str:
    count = view.meter.count
    return f"{view.title}: {count} message{'' if count == 1 else 's'}" if view.title else "no server was reached"


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _at_least(option: str, value: NumberT, least: NumberT) -> NumberT:
    if not value >= least:
        raise CommandError(f"{option} {value:g}: expected at least {least:g}")
    return value


def _number(option: str, value: int) -> int:
    if not 0 <= value <= _LAST_NUMBER:
        raise CommandError(f"{option} {value}: expected 0 to {_LAST_NUMBER}")
    return value


def _sides(dialect: Dialect, *addresses: str | None) -> tuple[Side, ...]:
    given = [address for address in addresses if address is not None]
    if not given:
        return (Side("A", _DEMO_HOST, USUAL_PORTS[dialect][0], dialect),)
    try:
        return tuple(Side.at(address, name, dialect) for name, address in zip("AB", given, strict=False))
    except BadAddress as error:
        raise CommandError(str(error)) from error


def _default_services(agent: str | None, dialect: Dialect, *, ask: bool) -> CTIService:
    wanted = CTIService.SERVICE_ALL_EVENTS if agent is None else CTIService.SERVICE_CLIENT_EVENTS
    return wanted | _ASKING[dialect] if ask else wanted


def _latin(option: str, text: str) -> str:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise CommandError(f"{option}: expected Latin-1, character {error.start + 1} is none") from error
    return text


def _services(text: str) -> CTIService:
    """A number, or names with commas between them, with or without what all of them begin with."""
    try:
        number = int(text, 0)
    except ValueError:
        pass
    else:
        return CTIService(_number("--services", number))
    known = {bit.name.removeprefix("SERVICE_"): bit for bit in CTIService if bit.name}
    wanted = CTIService(0)
    for name in text.split(","):
        plain = name.strip().upper().removeprefix("CTI_").removeprefix("SERVICE_")
        if plain not in known:
            raise CommandError(f"--services: {name.strip()!a} is none; expected a number, or of {', '.join(known)}")
        wanted |= known[plain]
    return wanted
