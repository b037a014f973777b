"""What ``watch`` draws on a terminal."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CallDirection,
    CallType,
    ConnectionDeviceIDType,
    LocalConnectionState,
    PGStatusCode,
)
from ctiproto.declare import Message
from ctiproto.versions import Dialect, Profile
from ctiserver.cli.watching.screen import duration, render, shares
from ctiserver.cli.watching.screen_model import ScreenModel
from tests.ctiserver.client.network import A, open_conf
from tests.ctiserver.client.said import received, said

SESSION: Any = SimpleNamespace(side=A, version=25, profile=Profile(25))


def drawn(view: ScreenModel, width: int = 100, height: int = 24, now: float = 65.0) -> list[str]:
    """The lines of a picture."""
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=False)
    console.print(render(view, width, height, now))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def view_of(*messages: Message) -> ScreenModel:
    """A view that heard these at the time 0."""
    view = ScreenModel()
    view.begin_session(SESSION, 0)
    for message in (open_conf(), *messages):
        view.add_message(received(message), None)
    return view


def agent(agent_id: str, state: AgentState, **more: object) -> m.AgentStateEvent:
    """An AGENT_STATE_EVENT of this agent."""
    return said(m.AgentStateEvent, agent_id=agent_id, agent_state=state, skill_group_state=state, **more)


def begun(call_id: int, **more: object) -> m.BeginCallEvent:
    """A BEGIN_CALL_EVENT of this call."""
    more = {"connection_call_id": call_id, "connection_device_id": "X1", "call_type": CallType(1), **more}
    return said(m.BeginCallEvent, **more)


def test_agents_have_a_line_each() -> None:
    """Number, name, telephone, state with direction, how long, reason, and groups that are in another state."""
    name = m.AgentRecord(login_id="1", flt_peripheral_id=5000, first_name="Ann", last_name="Lee")
    view = view_of(
        m.ConfigAgentEvent(records=(name,)),
        agent("1", AgentState.TALKING, agent_extension="21", direction=CallDirection.OTHER_IN, skill_group_number=4),
        agent("1", AgentState.TALKING, direction=CallDirection.OTHER_IN, skill_group_number=5).changed(
            skill_group_state=AgentState.BUSY_OTHER
        ),
        agent("2", AgentState.NOT_READY, event_reason_code=9),
        agent("3", AgentState(99)),
        m.ConfigAgentEvent(records=(m.AgentRecord(login_id="4", flt_peripheral_id=5000),)),
    )
    lines = drawn(view)
    assert lines[2].split() == ["AGENT", "NAME", "EXT", "STATE", "FOR", "REASON", "SKILL", "GROUPS"]
    assert lines[3].split() == ["1", "Ann", "Lee", "21", "TALKING", "other", "in", "1:05", "4", "5:BUSY_OTHER"]
    assert lines[4].split() == ["2", "NOT_READY", "1:05", "9"]
    assert lines[5].split() == ["3", "99", "1:05"]
    assert lines[6].split() == ["4", "?"]
    assert "3 of 4 agents signed in, calls: 0 | 7 messages" in lines[1]


def test_names_are_those_of_the_dialect() -> None:
    """States, kinds of calls, what became of the server, and the words of the last events."""
    view = ScreenModel()
    view.begin_session(SimpleNamespace(side=A, version=18, profile=Profile(18, Dialect.UCCX)), 0)  # type: ignore[arg-type] # what is looked at
    for message in (
        open_conf(),
        agent("anna", AgentState(5), peripheral_id=1, skill_group_number=4).changed(skill_group_state=AgentState(12)),
        begun(1),
    ):
        view.add_message(received(message), None)
    lines = drawn(view)
    assert lines[1].startswith(" CCX normal | 1 of 1 agents")
    assert lines[3].split() == ["anna", "WORK", "1:05", "4:PAUSED"]
    assert any(line.split()[:2] == ["1", "CCX_IN"] for line in lines)
    assert "AGENT_STATE_EVENT AgentID=anna AgentState=WORK CSQID=4 CSQState=PAUSED" in "\n".join(lines)
    for status, said_ in ((0x400, "CCX normal"), (0x500, "CCX PARTIAL_SERVICE"), (7, "CCX 7")):
        view.add_message(received(said(m.SystemEvent, pg_status=PGStatusCode(status))), None)
        assert drawn(view)[1].startswith(f" {said_} |")


def test_calls_have_a_line_each() -> None:
    """Who calls whom, the queue, how long, and its connections; telephones are shown by their agents, and first."""
    static, dynamic = ConnectionDeviceIDType.STATIC, ConnectionDeviceIDType.DYNAMIC
    alerting, connect = LocalConnectionState.ALERTING, LocalConnectionState.CONNECT

    def event(call_id: int, device: str, kind: ConnectionDeviceIDType, **more: object) -> m.CallDeliveredEvent:
        return said(
            m.CallDeliveredEvent,
            connection_call_id=call_id,
            connection_device_id=device,
            connection_device_id_type=kind,
            **more,
        )

    view = view_of(
        agent("1", AgentState.RESERVED, agent_extension="21"),
        begun(7, ani="555", dialed_number="8001"),
        event(7, "X1", dynamic, calling_device_id="555", local_connection_state=connect, skill_group_number=3),
        event(7, "21", static, alerting_device_id="21", local_connection_state=alerting),
        event(8, "22", static, local_connection_state=LocalConnectionState(77)),
        begun(9, call_type=CallType(250)),
        said(m.CallClearedEvent, connection_call_id=9),
    )
    lines = drawn(view)
    top = next(number for number, line in enumerate(lines) if line.startswith(" CALL"))
    assert lines[top + 1].split() == ["7", "ACD_IN", "555", "8001", "3", "1:05", "1", "alerting,", "caller", "connect"]
    assert lines[top + 2].split() == ["8", "?", ">", "1:05", "22", "77"]
    assert lines[top + 3].split() == ["9", "250", "1:05", "over"]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (140, 40), (80, 10)])
def test_it_fills_the_terminal_and_no_more(width: int, height: int) -> None:
    """Parts with more than they have room for say how much is hidden."""
    view = view_of(
        *(agent(str(n), AgentState.AVAILABLE if n < 25 else AgentState.LOGOUT) for n in range(30)),
        *(begun(n) for n in range(30)),
    )
    lines = drawn(view, width, height)
    assert len(lines) == height
    assert max(map(len, lines)) <= width
    agents, calls, events = shares(height)
    assert agents + calls + events + 5 == height
    assert lines[2 + agents].split()[:2] == ["...", str(31 - agents)]
    assert lines[3 + agents + calls].split()[:2] == ["...", str(31 - calls)]
    assert sum("BEGIN_CALL" in line for line in lines) == events


def test_nothing_jumps_when_calls_come() -> None:
    """Each part keeps its place, whatever it shows."""
    few, many = drawn(view_of()), drawn(view_of(*(begun(n) for n in range(30))))
    assert [line[:5] for line in few if line[:5] in (" AGEN", " CALL", " LAST")] == [" AGEN", " CALL", " LAST"]
    assert [few.index(line) for line in few if line.startswith(" CALL ")] == [
        many.index(line) for line in many if line.startswith(" CALL ")
    ]


def test_a_tiny_terminal_still_has_a_line_of_each() -> None:
    """Rather than nothing at all."""
    assert shares(3) == (1, 1, 1)


def test_the_header_says_how_the_connection_is() -> None:
    """Connecting, in session, and since when there is none; nothing of it depends on colours."""
    view = ScreenModel()
    assert drawn(view)[0].startswith(" ctiserver watch")
    assert drawn(view)[1] == " connecting"
    view.add_notice("cannot connect", 0)
    assert drawn(view)[1] == " cannot connect"
    view.begin_session(SESSION, 0)
    assert drawn(view)[0].startswith(" a:1 (side A), version 25")
    assert drawn(view)[1].startswith(" PG unknown")
    view.add_message(received(open_conf()), None)
    assert drawn(view)[1].startswith(" PG normal")
    view.add_message(received(open_conf(pg_status=PGStatusCode(5))), None)
    assert drawn(view)[1].startswith(" PG OPC_DOWN, PERIPHERAL_OFFLINE")
    view.add_notice("lost", 5)
    view.add_notice("trying again", 6)
    assert drawn(view)[1] == " no session for 1:00: trying again"
    assert drawn(view)[-1].endswith("trying again")


def test_an_answer_is_about_whom_was_asked() -> None:
    """A new session starts with an empty model."""
    view = view_of()
    conf = said(m.QueryAgentStateConf, agent_state=AgentState.AVAILABLE, agent_extension="21")
    view.add_message(received(conf), (5000, "1"))
    assert drawn(view)[3].split() == ["1", "21", "AVAILABLE"]
    view.begin_session(SESSION, 9)
    assert not view.centre.agents


def test_durations_are_short() -> None:
    """Minutes and seconds; hours when there are any; never negative."""
    assert [duration(seconds) for seconds in (-1, 59.9, 61, 3661)] == ["0:00", "0:59", "1:01", "1:01:01"]
