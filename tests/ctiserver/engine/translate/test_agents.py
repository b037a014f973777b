"""AGENT_STATE_EVENT and AGENT_PRE_CALL_EVENT: every field of both."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import AgentAvailabilityStatus, AgentMode, AgentState, CallDirection, PeripheralType
from ctiproto.versions import Profile
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import SkillGroupRef
from ctiserver.engine.translate.agents import availability
from ctiserver.engine.translate.events import translate
from ctiserver.engine.translate.facts import Facts
from ctiserver.site.keys import AgentKey, DeviceKey
from tests.ctiserver.engine.translate.happenings import BARE, desktop, event, facts
from tests.support.harness import PG

S = AgentState
NULL = 0xFFFFFFFF


def told(world: Facts | None = None, **changes: Any) -> list[m.AgentStateEvent]:
    """The messages that tell an agent's state."""
    messages = translate(event(e.AgentStateChanged, **changes), world or facts())
    assert all(isinstance(message, m.AgentStateEvent) for message in messages)
    return [message for message in messages if isinstance(message, m.AgentStateEvent)]


def _expected(**fields: Any) -> m.AgentStateEvent:
    given: dict[str, Any] = {
        "peripheral_id": PG,
        "session_id": 0,
        "peripheral_type": PeripheralType.ENTERPRISE_AGENT,
        "skill_group_state": S.TALKING,
        "state_duration": 0,
        "skill_group_number": 1,
        "skill_group_id": 5001,
        "skill_group_priority": 0,
        "agent_state": S.TALKING,
        "event_reason_code": 0,
        "mrd_id": 1,
        "num_tasks": 1,
        "agent_mode": AgentMode.ROUTABLE,
        "max_task_limit": 1,
        "icm_agent_id": 10001,
        "agent_availability_status": AgentAvailabilityStatus.NOT_AVAILABLE,
        "agent_id": "1001",
        "agent_extension": "2001",
        "agent_instrument": "SEP2001",
        "direction": CallDirection.IN,
        "max_beyond_task_limit": 0,
    }
    return m.AgentStateEvent(**given | fields)


@pytest.mark.fidelity("agents.event-for-each-group", "agents.voice-values")
def test_one_message_for_each_skill_group() -> None:
    """In the order of the groups, each with the state towards that group; no list."""
    other = {"skill_group_number": 3, "skill_group_id": 5003, "skill_group_priority": 2}
    assert told() == [_expected(), _expected(**other, skill_group_state=S.BUSY_OTHER)]


@pytest.mark.parametrize("version", [9, 10, 25])
def test_one_message_with_a_list(version: int) -> None:
    """The other style: the first group in the fixed part, all in the list; version 9 has no list."""
    messages = told(facts(version, agent_state_style="list"))
    if version == 9:
        assert len(messages) == 2
        return
    groups = ((1, 5001, 0, S.TALKING), (3, 5003, 2, S.BUSY_OTHER))
    listed = tuple(
        m.AgentStateSkillGroup(
            flt_skill_group_number=number,
            flt_skill_group_id=group_id,
            flt_skill_group_priority=priority,
            flt_skill_group_state=state,
        )
        for number, group_id, priority, state in groups
    )
    assert messages == [_expected(skill_groups=listed)]


def test_a_list_has_at_most_99_groups() -> None:
    """The groups after the 99th are left out of the message."""
    groups = tuple(e.GroupState(SkillGroupRef(number, number), S.NOT_READY) for number in range(120))
    (message,) = told(facts(agent_state_style="list"), groups=groups, state=S.NOT_READY)
    assert message.num_flt_skill_groups == 99


@pytest.mark.fidelity("agents.event-without-groups")
@pytest.mark.parametrize("style", ["per_group", "list"])
def test_an_agent_without_groups(style: str) -> None:
    """One message with the null group, whose state is the agent's."""
    (message,) = told(facts(agent_state_style=style), groups=(), state=S.NOT_READY)
    assert (message.skill_group_number, message.skill_group_id, message.skill_group_priority) == (NULL, NULL, 0)
    assert message.skill_group_state is S.NOT_READY
    assert message.skill_groups == ()


@pytest.mark.fidelity("agents.event-names")
@pytest.mark.parametrize("state", [S.LOGIN, S.LOGOUT, S.NOT_READY, S.AVAILABLE, S.RESERVED, S.HOLD, S.WORK_READY])
@pytest.mark.parametrize("version", [9, 15, 16, 25])
def test_who_and_where_stands_in_every_event(state: AgentState, version: int) -> None:
    """AgentID, AgentExtension and AgentInstrument always, Direction from version 16 on: also on the wire."""
    for message in told(facts(version), state=state, direction=CallDirection.NONE):
        read = codec(Profile(version)).read(30, codec(Profile(version)).encode(message)).message
        assert isinstance(read, m.AgentStateEvent)
        assert (read.agent_id, read.agent_extension, read.agent_instrument) == ("1001", "2001", "SEP2001")
        assert read.direction == (CallDirection.NONE if version >= 16 else None)
        assert (read.duration, read.next_agent_state) == (None, None)


@pytest.mark.fidelity("agents.wrapup-duration")
@pytest.mark.parametrize(
    ("state", "duration", "following"),
    [(S.WORK_READY, 10, S.AVAILABLE), (S.WORK_NOT_READY, 0, S.NOT_READY), (S.TALKING, None, S.LOGOUT)],
)
def test_what_comes_after(state: AgentState, duration: int | None, following: AgentState) -> None:
    """Duration and NextAgentState, where the agent has them; not before version 10."""
    changes: dict[str, Any] = {"state": state, "duration": duration, "next_state": following}
    assert {(each.duration, each.next_agent_state) for each in told(**changes)} == {(duration, following)}
    message = told(facts(9), **changes)[0]
    assert codec(Profile(9)).encode(message) == codec(Profile(9)).encode(
        message.changed(duration=None, next_agent_state=None)
    )


@pytest.mark.fidelity("agents.state-duration")
def test_reason_and_duration_are_the_agent_s() -> None:
    """EventReasonCode, StateDuration and NumTasks as they are."""
    changes: dict[str, Any] = {"state": S.NOT_READY, "reason_code": 32767, "state_duration": 12, "tasks": 3}
    message = told(**changes)[0]
    assert (message.event_reason_code, message.state_duration, message.num_tasks) == (32767, 12, 3)


@pytest.mark.fidelity("agents.availability")
@pytest.mark.parametrize("state", AgentState)
def test_only_an_available_agent_is_available(state: AgentState) -> None:
    """AgentAvailabilityStatus 1 in AVAILABLE, 0 in every other state."""
    expected = AgentAvailabilityStatus.ICM_AVAILABLE if state is S.AVAILABLE else AgentAvailabilityStatus.NOT_AVAILABLE
    assert availability(state) is expected


@pytest.mark.fidelity("agents.event-session")
def test_the_agent_s_own_session_is_named() -> None:
    """SessionID and signature of the session at the agent's station, or waiting for the agent; else 0 and nothing."""
    for session in (desktop(), desktop(device=None, pending_agent=AgentKey(PG, "1001"))):
        assert {(each.session_id, each.cti_client_signature) for each in told(facts(25, session))} == {(31, "signed")}
    other = desktop(device=DeviceKey(PG, "2002"))
    assert {(each.session_id, each.cti_client_signature) for each in told(facts(25, other))} == {(0, None)}


# --- AGENT_PRE_CALL ---------------------------------------------------------------------------------------------------


def test_a_pre_call() -> None:
    """The agent, the contact, the service and group, and the context; no connection, for there is none yet."""
    assert translate(event(e.PreCall), facts()) == (
        m.AgentPreCallEvent(
            service_number=1,
            service_id=6001,
            skill_group_number=1,
            skill_group_id=5001,
            skill_group_priority=0,
            mrd_id=1,
            agent_skill_target_id=10001,
            agent_instrument="SEP2001",
            router_call_key_day=155_000,
            router_call_key_call_id=12,
            router_call_key_sequence_number=1,
            ani="5550100",
            user_to_user_info=b"\x00\x01",
            dialed_number="8001x",
            caller_entered_digits="42",
            flt_call_type_id=9001,
            call_variable1="one",
            call_variable10="ten",
            named_variables=(NamedVariable("user.account", "7"),),
            named_arrays=(NamedArray("user.history", 2, "then"),),
            agent_id="1001",
        ),
    )


@pytest.mark.fidelity("calls.pre-call-has-a-key")
def test_a_call_that_no_router_knows_is_not_announced() -> None:
    """Without a router call key there is nothing to announce."""
    assert translate(event(e.PreCall, context=BARE), facts()) == ()
