"""The demo site, which tests and documentation refer to."""

from __future__ import annotations

from ctiproto.constants import AgentType, PeripheralType, WrapupDataMode
from ctiserver.site.load import load_demo

DEMO = load_demo()


def test_there_is_one_unified_cce_peripheral() -> None:
    """Peripheral 5000 is online, on ports 42027 and 43027, with 24 trunks."""
    (peripheral,) = DEMO.peripherals
    assert (peripheral.id, peripheral.type) == (5000, PeripheralType.ENTERPRISE_AGENT)
    assert peripheral.online
    assert peripheral.media_routing_domain_id == 1
    assert (DEMO.settings.port_a, DEMO.settings.port_b) == (42027, 43027)
    assert [(group.number, group.trunks) for group in DEMO.trunk_groups] == [(1, tuple(range(1, 25)))]


def test_three_numbers_lead_to_three_services() -> None:
    """Dialled numbers, call types, services and skill groups go together in threes."""
    assert [(group.number, group.id, group.name) for group in DEMO.skill_groups] == [
        (1, 5001, "Sales"),
        (2, 5002, "Support"),
        (3, 5003, "Billing"),
        (49, 5049, "Default"),
    ]
    assert [(service.number, service.id, service.members) for service in DEMO.services] == [
        (1, 6001, (1,)),
        (2, 6002, (2,)),
        (3, 6003, (3,)),
    ]
    assert [(dialed.number, dialed.service_number, dialed.call_type_id) for dialed in DEMO.dialed_numbers] == [
        ("8001", 1, 9001),
        ("8002", 2, 9002),
        ("8003", 3, 9003),
    ]
    assert [call_type.id for call_type in DEMO.call_types] == [9001, 9002, 9003]
    assert DEMO.dial_plan.outside_access("95550100")
    assert not DEMO.dial_plan.outside_access("8001")


def test_ten_agents_and_two_supervisors_work_in_two_teams() -> None:
    """All numbers of an agent follow from the agent's id."""
    assert {agent.id for agent in DEMO.agents} == {str(number) for number in [1000, 1100, *range(1001, 1011)]}
    for agent in DEMO.agents:
        assert agent.extension == agent.instrument == str(int(agent.id) + 1000)
        assert agent.password == agent.id
        assert agent.icm_agent_id == int(agent.id) + 9000
        is_supervisor = agent.id in {"1000", "1100"}
        assert DEMO.agent_type(agent) is (AgentType.SUPERVISOR if is_supervisor else AgentType.AGENT)
        if not is_supervisor:
            assert agent.skill_groups == ((1, 3) if agent.id <= "1005" else (2, 3))
    assert [(team.id, team.name, team.primary_supervisor, team.members) for team in DEMO.teams] == [
        (7001, "Sales", "1000", ("1001", "1002", "1003", "1004", "1005")),
        (7002, "Support", "1100", ("1006", "1007", "1008", "1009", "1010")),
    ]


def test_desk_settings_are_the_same_for_all() -> None:
    """Calls ring 12 seconds; wrap-up takes 10 seconds after incoming calls and is optional after others."""
    for agent in DEMO.agents:
        settings = DEMO.desk_settings_of(agent)
        assert (settings.id, settings.ring_no_answer_time, settings.work_mode_timer) == (1, 12, 10)
        assert settings.wrapup_data_incoming_mode is WrapupDataMode.REQUIRED
        assert settings.wrapup_data_outgoing_mode is WrapupDataMode.OPTIONAL


def test_calls_carry_a_variable_and_an_array() -> None:
    """One of each, so that both can be tried."""
    assert [variable.name for variable in DEMO.ecc_variables] == ["user.account"]
    assert [(array.name, array.size) for array in DEMO.ecc_arrays] == [("user.history", 5)]


def test_there_are_reasons_and_wrapup_codes() -> None:
    """All that simulated agents give and enter, each with a label; one reason is for both states."""
    assert [(each.code, each.state) for each in DEMO.reason_codes] == [
        *((code, "NOT_READY") for code in range(1, 7)),
        (7, None),
        (8, "LOGOUT"),
    ]
    assert set(DEMO.workload.break_reason_codes) <= set(DEMO.reason_codes_by_code)
    assert [each.code for each in DEMO.wrapup_codes] == ["resolved", "callback", "order", "complaint"]
    assert all(reason.label for reason in DEMO.reason_codes)
    assert all(wrapup.label for wrapup in DEMO.wrapup_codes)


def test_six_agents_work_by_themselves() -> None:
    """The others and the supervisors are free for people and tests."""
    assert [agent.id for agent in DEMO.simulated_agents] == ["1003", "1004", "1005", "1008", "1009", "1010"]
    assert DEMO.workload.calls_per_hour == 60
    assert DEMO.workload.return_delay == 60
    assert DEMO.settings.seed == 1
