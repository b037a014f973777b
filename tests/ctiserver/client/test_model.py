"""What is known of agents."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallDirection, PGStatusCode, RecordType, SystemEventID
from ctiproto.versions import Dialect
from ctiserver.client import CentreModel
from ctiserver.client.calls import Call
from tests.ctiserver.client.network import open_conf
from tests.ctiserver.client.said import said

NOT_READY, AVAILABLE, TALKING, LOGOUT = (
    AgentState.NOT_READY,
    AgentState.AVAILABLE,
    AgentState.TALKING,
    AgentState.LOGOUT,
)


def state(agent_id: str | None, overall: AgentState, **more: object) -> m.AgentStateEvent:
    """AGENT_STATE_EVENT."""
    return said(m.AgentStateEvent, agent_id=agent_id, agent_state=overall, **more)


def agent_record(login_id: str | None, **more: object) -> m.ConfigAgentEvent:
    """CONFIG_AGENT_EVENT with one agent."""
    more = {"flt_peripheral_id": 5000, "record_type": RecordType.ADD, **more}
    return m.ConfigAgentEvent(records=(m.AgentRecord(login_id=login_id, **more),))  # type: ignore[arg-type] # any fields


def test_a_state_lasts_until_it_changes() -> None:
    """Events of the same state, one per skill group, do not begin it anew; a duration says when it began."""
    model = CentreModel()
    model.fold(state("1", NOT_READY, event_reason_code=3, state_duration=5, agent_extension="21"), 100)
    agent = model.agents[5000, "1"]
    assert (agent.state, agent.reason, agent.since, agent.extension) == (NOT_READY, 3, 95, "21")
    model.fold(state("1", NOT_READY, event_reason_code=3), 110)
    assert agent.since == 95
    model.fold(state("1", NOT_READY, event_reason_code=4, direction=CallDirection.IN), 120)
    assert (agent.since, agent.direction) == (120, CallDirection.IN)
    model.fold(state(None, AVAILABLE), 130)
    assert len(model.agents) == 1


def test_a_dialect_with_one_peripheral() -> None:
    """Records of Unified CCX have 0 where its events have 1: both are about the same agent and the same queue."""
    model = CentreModel(Dialect.UCCX)
    model.fold(agent_record("anna", flt_peripheral_id=0, first_name="Anna"), 0)
    queue = m.SkillGroupRecord(flt_peripheral_id=0, peripheral_number=3, peripheral_name="Sales")
    model.fold(m.ConfigSkillGroupEvent(records=(queue,)), 0)
    model.fold(state("anna", NOT_READY, peripheral_id=1), 0)
    assert {key: (agent.name, agent.state) for key, agent in model.agents.items()} == {(1, "anna"): ("Anna", NOT_READY)}
    assert model.skill_groups == {(1, 3): "Sales"}


def test_groups_come_one_by_one_or_as_a_list() -> None:
    """The model takes one event for each skill group, and one event with a list of them."""
    model = CentreModel()
    model.fold(state("1", TALKING, skill_group_number=2, skill_group_state=TALKING), 0)
    listed = m.AgentStateSkillGroup(flt_skill_group_number=3, flt_skill_group_state=AgentState.BUSY_OTHER)
    model.fold(state("1", TALKING, skill_groups=(listed, m.AgentStateSkillGroup())), 0)
    assert model.agents[5000, "1"].groups == {2: TALKING, 3: AgentState.BUSY_OTHER}


def test_a_telephone_has_who_is_signed_in_at_it() -> None:
    """Agents move, sign out, and take each other's place."""
    model = CentreModel()
    model.fold(state("1", AVAILABLE, agent_extension="21"), 0)
    model.fold(state("1", TALKING), 0)
    assert model.agent_at(5000, "21") is model.agents[5000, "1"]
    model.fold(state("2", AVAILABLE, agent_extension="21"), 0)
    model.fold(state("1", LOGOUT, agent_extension="21"), 0)
    assert model.agent_at(5000, "21") is model.agents[5000, "2"]
    model.fold(state("2", AVAILABLE, agent_extension="22"), 0)
    assert model.agent_at(5000, "21") is None
    assert model.agents[5000, "1"].extension == ""
    assert model.agent_at(1, "22") is None


def test_configured_agents_are_known_before_they_do_anything() -> None:
    """By name; a deleted one is gone."""
    model = CentreModel()
    model.fold(agent_record("1", first_name="Ann", last_name="Lee"), 0)
    model.fold(agent_record("2", login_name="bob"), 0)
    model.fold(agent_record("3"), 0)
    model.fold(agent_record(None), 0)
    assert [(agent.name, agent.is_signed_in) for agent in model.agents.values()] == [
        ("Ann Lee", False),
        ("bob", False),
        ("", False),
    ]
    model.fold(state("2", AVAILABLE, agent_extension="22"), 0)
    for login_id in ("2", "2"):
        model.fold(agent_record(login_id, record_type=RecordType.DELETE), 0)
    assert list(model.agents) == [(5000, "1"), (5000, "3")]
    assert model.agent_at(5000, "22") is None


def test_an_answer_tells_only_what_no_event_has_told() -> None:
    """An event that overtook the answer is newer."""
    model = CentreModel()
    groups = (m.AgentSkillGroup(skill_group_number=2, skill_group_state=AVAILABLE), m.AgentSkillGroup())
    conf = said(m.QueryAgentStateConf, agent_state=AVAILABLE, agent_extension="21", skill_groups=groups)
    model.fold_answer((5000, "1"), conf)
    agent = model.agents[5000, "1"]
    assert (agent.state, agent.extension, agent.since, agent.groups) == (AVAILABLE, "21", None, {2: AVAILABLE})
    model.fold_answer((5000, "1"), conf.changed(agent_state=LOGOUT))
    assert agent.state is AVAILABLE
    model.fold_answer((5000, "2"), conf.changed(agent_state=LOGOUT))
    assert model.agents[5000, "2"].extension == ""


def test_those_who_work_are_shown_first() -> None:
    """Then by number, short ones first, so that 2 stands before 10."""
    model = CentreModel()
    for agent_id, overall in (("10", AVAILABLE), ("1", LOGOUT), ("2", TALKING), ("3", AgentState.UNKNOWN)):
        model.fold(state(agent_id, overall), 0)
    assert [agent.id for agent in model.shown_agents()] == ["2", "10", "1", "3"]


def test_the_state_of_the_gateway_is_that_of_the_last_message() -> None:
    """OPEN_CONF and each SYSTEM_EVENT have it; peripherals go off-line and come back."""
    model = CentreModel()
    assert CentreModel().pg_status is None
    model.fold(open_conf(pg_status=PGStatusCode.CC_DOWN), 0)
    assert model.pg_status == PGStatusCode.CC_DOWN
    for event_id, status, offline in (
        (SystemEventID.PERIPHERAL_OFFLINE, PGStatusCode.PERIPHERAL_OFFLINE, {5000}),
        (SystemEventID.HALF_HOUR_CHANGE, PGStatusCode.PERIPHERAL_OFFLINE, {5000}),
        (SystemEventID.PERIPHERAL_ONLINE, PGStatusCode(0), set()),
    ):
        event = said(m.SystemEvent, system_event_id=event_id, system_event_arg1=5000, pg_status=status)
        model.fold(event, 0)
        assert (model.pg_status, model.offline) == (status, offline)


def test_queues_have_names() -> None:
    """A skill group's before a service's; without a name the number stands for it."""
    model = CentreModel()
    group = m.SkillGroupRecord(flt_peripheral_id=5000, peripheral_number=1, peripheral_name="Sales")
    service = m.ServiceRecord(flt_peripheral_id=5000, peripheral_number=2, peripheral_name="Help")
    model.fold(m.ConfigSkillGroupEvent(records=(group, m.SkillGroupRecord())), 0)
    model.fold(m.ConfigServiceEvent(records=(service,)), 0)
    call = Call(5000, 1, 0.0)
    assert model.queue_of(call) == ""
    call.service = 2
    assert model.queue_of(call) == "Help"
    call.skill_group = 1
    assert model.queue_of(call) == "Sales"
    call.skill_group = 9
    assert model.queue_of(call) == "9"
