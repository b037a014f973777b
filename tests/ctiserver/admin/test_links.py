"""What an operator does to links and stations and with texts, and which clients hear it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, StatusCode
from ctiserver.admin.commands import (
    BringPeripheralOnline,
    LinkCommand,
    LoseController,
    LosePeripheralGateway,
    RegainController,
    RegainPeripheralGateway,
    ReturnDeviceToService,
    SendText,
    TakeDeviceOutOfService,
    TakePeripheralOffline,
)
from ctiserver.admin.errors import Fault
from ctiserver.admin.fields import Command
from ctiserver.admin.results import Announced, SystemNow
from tests.ctiserver.admin.console import Operator
from tests.support.harness import PG, World, demo, like
from tests.support.orders import assist

CC, PERIPHERAL, OPC = 2, 4, 1
ARG: dict[str, Any] = {"system_event_arg1": PG}

ROUNDS: list[tuple[LinkCommand, int, int, dict[str, Any], list[str]]] = [
    (LoseController(), 2, CC, {}, ["CC_DOWN"]),
    (
        TakePeripheralOffline(peripheral=PG),
        4,
        CC | PERIPHERAL,
        ARG,
        ["CC_DOWN", "PERIPHERAL_OFFLINE"],
    ),
    (RegainController(), 1, PERIPHERAL, {}, ["PERIPHERAL_OFFLINE"]),
    (LosePeripheralGateway(), 6, PERIPHERAL | OPC, {}, ["OPC_DOWN", "PERIPHERAL_OFFLINE"]),
    (RegainPeripheralGateway(), 4, PERIPHERAL, ARG, ["PERIPHERAL_OFFLINE"]),
    (BringPeripheralOnline(peripheral=PG), 3, 0, ARG, []),
    (TakeDeviceOutOfService(device="2001"), 10, 0, ARG | {"text": "2001"}, []),
    (ReturnDeviceToService(device="2001", peripheral=PG), 11, 0, ARG | {"text": "2001"}, []),
]
"""Commands one after the other: the system event, the status in it, what else is in it, and the status by name."""


def test_every_session_hears_of_it() -> None:
    """Each cause has its number, its argument and the status from then on; whatever the version and the services."""
    world = World()
    operator = Operator(world)
    clients = [world.bridge(version, name=f"version {version}") for version in (9, 15, 25)]
    clients.append(world.open(25, CTIService.SERVICE_CLIENT_MONITOR))
    for client in clients:
        client.forgets()
    for command, number, status, fields, names in ROUNDS:
        answer = operator.gets(SystemNow, command)
        assert answer.pg_status == names
        given: dict[str, Any] = {"system_event_arg1": 0, "text": None, "icm_central_controller_time": int(world.now)}
        for client in clients:
            client.hears(like(m.SystemEvent, system_event_id=number, pg_status=status, **given | fields))


def test_a_text_for_everybody() -> None:
    """SYSTEM_EVENT 5; the operator hears how many got it."""
    world = World()
    clients = [world.bridge(version, name=f"version {version}") for version in (9, 25)]
    assert Operator(world).says(SendText(text="Fire drill at noon")) == Announced(sessions=2)
    for client in clients:
        client.hears(like(m.SystemEvent, system_event_id=5, text="Fire drill at noon", pg_status=0))


@pytest.mark.parametrize(
    ("command", "twice"),
    [
        (LoseController(), True),
        (RegainController(), False),
        (LosePeripheralGateway(), True),
        (RegainPeripheralGateway(), False),
        (BringPeripheralOnline(peripheral=PG), False),
        (ReturnDeviceToService(device="2001"), False),
    ],
)
def test_what_is_so_already(command: Command, twice: bool) -> None:
    """A command for what is so already is refused (2), and no client hears anything."""
    world = World()
    operator = Operator(world)
    if twice:
        operator.gets(SystemNow, command)
    bridge = None if isinstance(command, LosePeripheralGateway) else world.bridge()
    denied = operator.is_denied(command)
    assert (denied.fault, denied.code, denied.name) == (Fault.REFUSED, 2, "CF_REQUEST_INCOMPATIBLE_WITH_OBJECT")
    assert denied.expected == "something that is not so already"
    if bridge is not None:
        bridge.hears()


def test_what_is_not_there() -> None:
    """An unknown peripheral is status 7, an unknown station 12 of the switch."""
    operator = Operator(World())
    denied = operator.is_denied(TakePeripheralOffline(peripheral=1))
    assert (denied.fault, denied.code, denied.name) == (Fault.UNKNOWN, 7, "E_CTI_INVALID_PERIPHERAL_ID")
    assert (denied.text, denied.expected) == ("there is no peripheral 1", str(PG))
    denied = operator.is_denied(TakeDeviceOutOfService(device="1"))
    assert (denied.fault, denied.code) == (Fault.REFUSED, 12)
    operator.gets(SystemNow, TakePeripheralOffline(peripheral=PG))
    assert operator.is_denied(TakeDeviceOutOfService(device="2001")).code == 267


@pytest.mark.parametrize(("text", "code"), [("", 6), ("x" * 255, 23), ("two\nlines", 62), ("\N{EURO SIGN} 5", 62)])
def test_a_text_that_cannot_be_sent(text: str, code: int) -> None:
    """Empty, too long, with control characters or with others than Latin-1."""
    denied = Operator(World()).is_denied(SendText(text=text))
    assert (denied.fault, denied.code, denied.name) == (Fault.INVALID, code, StatusCode(code).guide_name)


def test_the_agent_of_a_station_out_of_service() -> None:
    """The agent is signed out with reason 50003."""
    world = World()
    bridge = world.staffed("1001")
    operator = Operator(world)
    operator.says(TakeDeviceOutOfService(device="2001"))
    system, *rest = bridge.heard
    assert isinstance(system, m.SystemEvent)
    assert {(each.agent_state, each.event_reason_code) for each in rest if isinstance(each, m.AgentStateEvent)} == {
        (AgentState.LOGOUT, 50003)
    }
    assert operator.agent("1001").state == "LOGOUT"


def test_no_supervisor_is_found_without_the_central_controller() -> None:
    """Only the central controller finds a supervisor who is not the team's primary one: without it status 64."""
    site = demo()
    teams = tuple(
        attrs.evolve(team, primary_supervisor=None, other_supervisors=("1000",)) if team.id == 7001 else team
        for team in site.teams
    )
    world = World(attrs.evolve(site, teams=teams))
    world.staffed("1000")
    world.staffed("1001", ready=False)
    desktop = world.desktop("1001")
    operator = Operator(world)
    operator.says(LoseController())
    desktop.forgets()
    desktop.is_refused(assist("2001"), StatusCode.SUPERVISOR_NOT_FOUND)
    operator.says(RegainController())
    assert isinstance(desktop.asks(assist("2001")), m.SupervisorAssistConf)
