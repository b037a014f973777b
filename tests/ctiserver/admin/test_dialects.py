"""Commands that make sense in one dialect alone."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode
from ctiserver.admin.commands import (
    BeginMaintenance,
    LoseController,
    LosePeripheralGateway,
    RegainController,
    RegainPeripheralGateway,
    ResetConfiguration,
    SendText,
    TakePeripheralOffline,
)
from ctiserver.admin.errors import Fault
from ctiserver.admin.fields import Command
from ctiserver.admin.results import Announced, SystemNow
from tests.ctiserver.admin.console import Operator
from tests.support.express import CCX, Cluster, Express
from tests.support.harness import BRIDGE, World

CONFIG = CTIService.SERVICE_CONFIG_EVENTS


@pytest.mark.fidelity("uccx.config-reset")
def test_who_may_ask_for_the_configuration_is_told_to_do_so_again() -> None:
    """FAILURE_EVENT 96, to sessions with CONFIG_EVENTS and to no others; they stay."""
    world = Express()
    told = [world.bridge(version, BRIDGE | CONFIG, name=f"version {version}") for version in (10, 18)]
    other = world.bridge(18, name="other")
    assert Operator(world).gets(Announced, ResetConfiguration()) == Announced(sessions=2)
    for client in told:
        client.hears(m.FailureEvent(status=StatusCode.AUTO_CONFIG_RESET))
        client.heartbeats()
    other.hears()


def test_unified_cce_never_says_that() -> None:
    """The command is refused, and no client hears anything."""
    world = World()
    client = world.bridge(25, BRIDGE | CONFIG)
    denied = Operator(world).is_denied(ResetConfiguration())
    assert (denied.fault, denied.code) == (Fault.REFUSED, 12)
    assert denied.text == "a server of ucce never says E_CTI_AUTO_CONFIG_RESET"
    assert denied.expected == "a command that servers of ucce know"
    client.hears()


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (SendText(text="Fire drill at noon"), "SYS_TEXT_FYI"),
        (LoseController(), "SYS_CENTRAL_CONTROLLER_OFFLINE"),
        (RegainController(), "SYS_CENTRAL_CONTROLLER_ONLINE"),
        (LosePeripheralGateway(), "SYS_PERIPHERAL_GATEWAY_OFFLINE"),
        (RegainPeripheralGateway(), "SYS_PERIPHERAL_GATEWAY_OFFLINE"),
        (BeginMaintenance(), "E_CTI_SERVER_IN_MAINTENANCE_MODE"),
    ],
)
def test_what_unified_ccx_has_not(command: Command, name: str) -> None:
    """It has no central controller, no gateway, no texts and no maintenance mode; off line it can be."""
    cluster = Cluster()
    client = cluster.bridge()
    assert Operator(cluster).is_denied(command).text == f"a server of uccx never says {name}"
    client.hears()
    Operator(cluster).gets(SystemNow, TakePeripheralOffline(peripheral=CCX))
    client.hears(m.SystemEvent)
