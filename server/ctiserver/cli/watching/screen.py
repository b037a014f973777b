"""Renders the screen of ``ctiserver watch``, for a terminal of any size.

From top to bottom: two lines about the connection, agents, calls, and the last events.  How many lines each part has
follows from the terminal alone, so that nothing jumps when calls come and go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ctiproto.constants import AgentState, WireEnum, WireMask, uccx
from ctiproto.declare import Message
from ctiproto.messages import AgentStateEvent, BeginCallEvent, SystemEvent
from ctiproto.text import printable
from ctiproto.versions import Dialect
from ctiserver.cli.watching.screen_model import ScreenModel
from ctiserver.client.calls import Call
from ctiserver.client.declared import declared
from ctiserver.client.message_text import clock_time, named, short, words
from ctiserver.client.model import AgentView, CentreModel

COLOURS: Final = {
    AgentState.AVAILABLE: "green",
    AgentState.RESERVED: "bright_cyan",
    AgentState.TALKING: "bold cyan",
    AgentState.HOLD: "magenta",
    AgentState.WORK_READY: "yellow",
    AgentState.WORK_NOT_READY: "yellow",
    AgentState.NOT_READY: "red",
    AgentState.LOGOUT: "bright_black",
}
"""The style of a state; others are shown plainly."""

_HEADING: Final = "bold reverse"
_FRAME_LINES: Final = 5  # two of the header, and the heading of each part
_FEWEST: Final = 1


def render(screen: ScreenModel, width: int, height: int, now: float) -> RenderableType:
    """Render the whole screen.

    Args:
        screen: what it shows.
        width: of the terminal, in characters.
        height: of the terminal, in lines.
        now: the time by the clock of the session.
    """
    agents, calls, events = shares(height)
    style = "dim" if screen.since is None else ""
    parts = (
        _header(screen, width, now),
        _agents(screen.centre, agents, now, style),
        _calls(screen.centre, calls, now, style),
        _events(screen, events, width),
    )
    return Group(*parts)


def shares(height: int) -> tuple[int, int, int]:
    """How many lines agents, calls and events have, without headings."""
    lines = max(height - _FRAME_LINES, 3 * _FEWEST)
    events = max(lines // 4, _FEWEST)
    agents = max((lines - events) * 9 // 16, _FEWEST)
    return agents, max(lines - events - agents, _FEWEST), events


def duration(seconds: float) -> str:
    """A time span as minutes and seconds, or with hours."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _header(screen: ScreenModel, width: int, now: float) -> RenderableType:
    clock = clock_time(now, "seconds")
    first = Text(f" {screen.title or 'ctiserver watch'}", style="bold", no_wrap=True, overflow="ellipsis")
    first.truncate(max(width - len(clock) - 2, 1), pad=True, overflow="ellipsis")
    first.append(f" {clock} ")
    second = _summary(screen, now) if screen.since is not None else _trouble(screen, now)
    second.no_wrap, second.overflow = True, "ellipsis"
    return Group(first, second)


def _trouble(screen: ScreenModel, now: float) -> Text:
    lost = "" if screen.lost_at is None else f"no session for {duration(now - screen.lost_at)}: "
    return Text(f" {lost}{printable(screen.trouble)}", style="bold red")


def _summary(screen: ScreenModel, now: float) -> Text:
    centre = screen.centre
    at_work = sum(agent.is_signed_in for agent in centre.agents.values())
    line = Text(" ").append_text(_pg_status(centre))
    line.append(f" | {at_work} of {len(centre.agents)} agents signed in, calls: {len(centre.calls)}")
    return line.append(f" | {screen.meter.count} messages, {screen.meter.rate(now):.1f}/s")


def _pg_status(centre: CentreModel) -> Text:
    status, field = centre.pg_status, declared(SystemEvent, centre.dialect)["pg_status"]
    label = field.name.removesuffix("Status")
    if status is None:
        return Text(f"{label} unknown")
    said = named(field, status)
    names = said.guide_names if isinstance(said, WireMask) else [_name(SystemEvent, "pg_status", status, centre)]
    if not status or said is uccx.CCXStatus.IN_SERVICE:
        return Text(f"{label} normal", style="green")
    return Text(f"{label} {', '.join(short(name) for name in names)}", style="bold red")


def _table(columns: Sequence[tuple[str, int, int]], lines: Sequence[Sequence[Text]], height: int, style: str) -> Table:
    """A table of exactly so many lines below its heading; a column is (heading, width, share of what is left)."""
    table = Table(
        box=None, expand=True, padding=(0, 1, 0, 0), pad_edge=False, header_style=_HEADING, collapse_padding=True
    )
    table.style = style
    for heading, size, share in columns:
        table.add_column(
            heading,
            no_wrap=True,
            overflow="ellipsis",
            min_width=size,
            width=None if share else size,
            ratio=share or None,
        )
    for cells in lines[:height]:
        table.add_row(*cells)
    for _ in range(height - len(lines)):
        table.add_row("")
    return table


def _agents(centre: CentreModel, height: int, now: float, style: str) -> Table:
    agents = centre.shown_agents()
    lines = [_agent(centre, agent, now) for agent in agents[:height]]
    if len(agents) > height:
        hidden = agents[height - 1 :]
        at_work = sum(agent.is_signed_in for agent in hidden)
        more = f"{len(hidden)} more" + (f", {at_work} signed in" if at_work else "")
        lines[-1] = [Text("..."), Text(more, style="bright_black")]
    columns = (
        (" AGENT", 7, 0),
        ("NAME", 10, 2),
        ("EXT", 6, 0),
        ("STATE", 16, 0),
        ("FOR", 7, 0),
        ("REASON", 6, 0),
        ("SKILL GROUPS", 12, 3),
    )
    return _table(columns, lines, height, style)


def _agent(centre: CentreModel, agent: AgentView, now: float) -> list[Text]:
    if agent.state is None:
        state, colour = "?", "bright_black"
    else:
        state, colour = _name(AgentStateEvent, "agent_state", agent.state, centre), COLOURS.get(agent.state, "")
    if agent.direction:
        state += f" {agent.direction.name.lower().replace('_', ' ')}"
    since = "" if agent.since is None else duration(now - agent.since)
    cells = (
        f" {agent.id}",
        agent.name,
        agent.extension,
        state,
        since,
        str(agent.reason or ""),
        _groups(centre, agent),
    )
    return [Text(printable(cell), style=colour) for cell in cells]


def _name(cls: type[Message], attribute: str, number: WireEnum | WireMask, centre: CentreModel) -> str:
    """The name that a number has in the dialect of the session; itself if it has none."""
    said = named(declared(cls, centre.dialect).get(attribute), number)
    return (said.name if isinstance(said, WireEnum) else None) or str(int(number))


def _groups(centre: CentreModel, agent: AgentView) -> str:
    """The agent's skill groups, each with the agent's state in it where that differs from the overall one."""
    told = []
    for number, state in sorted(agent.groups.items()):
        name = centre.skill_groups.get((agent.peripheral_id, number), str(number))
        said = _name(AgentStateEvent, "skill_group_state", state, centre)
        told.append(name if state == agent.state else f"{name}:{said}")
    return " ".join(told)


def _calls(centre: CentreModel, height: int, now: float, style: str) -> Table:
    calls = list(centre.calls)
    lines = [_call(centre, call, now) for call in calls[:height]]
    if len(calls) > height:
        lines[-1] = [Text("..."), Text(f"{len(calls) - height + 1} more", style="bright_black")]
    columns = (
        (" CALL", 10, 0),
        ("TYPE", 8, 1),
        ("FROM", 10, 2),
        ("TO", 6, 1),
        ("QUEUE", 8, 1),
        ("FOR", 7, 0),
        ("CONNECTIONS", 20, 5),
    )
    return _table(columns, lines, height, style)


def _call(centre: CentreModel, call: Call, now: float) -> list[Text]:
    kind = "?" if call.call_type is None else _name(BeginCallEvent, "call_type", call.call_type, centre)
    cells = (
        f" {call.id}",
        kind.removeprefix("CALLTYPE_"),
        call.ani,
        call.dialed,
        centre.queue_of(call),
        f"{'' if call.is_new else '> '}{duration(now - call.since)}",
        "over" if call.is_over else _connections(centre, call),
    )
    return [Text(printable(cell), style="bright_black" if call.is_over else "") for cell in cells]


def _connections(centre: CentreModel, call: Call) -> str:
    """The connections of a call, stations first: the agent, caller or device, and the state of the connection."""
    told = []
    for connection in sorted(call.connections.values(), key=lambda connection: not connection.is_station):
        agent = centre.agent_at(call.peripheral_id, connection.device) if connection.is_station else None
        state = connection.state.name or str(int(connection.state))
        who = "caller" if connection.device == call.ani else connection.device
        told.append(f"{who if agent is None else agent.id} {state.lower()}")
    return ", ".join(told)


def _events(screen: ScreenModel, height: int, width: int) -> RenderableType:
    heading = Text(" LAST EVENTS".ljust(width), style=_HEADING, no_wrap=True, overflow="crop")
    last = list(screen.events)[-height:]
    return Group(heading, *(_event(time, event, screen.centre.dialect) for time, event in last))


def _event(time: float, event: Message | str, dialect: Dialect) -> Text:
    told, style = (event, "red") if isinstance(event, str) else (words(event, dialect), "")
    return Text(f" {clock_time(time, 'seconds')} {printable(told)}", style=style, no_wrap=True, overflow="ellipsis")
