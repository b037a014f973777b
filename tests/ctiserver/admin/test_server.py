"""Commands about the server itself: its sides, and the site file that it reads again."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ClientEventState, StatusCode
from ctiserver.admin import commands, queries
from ctiserver.admin.errors import Fault
from ctiserver.admin.fields import Command
from ctiserver.admin.results import Alarms, SiteTaken, SystemNow
from ctiserver.site.changes import SiteChanges, compare
from ctiserver.site.errors import Problem, SiteError
from tests.ctiserver.admin.console import Operator
from tests.support.harness import BRIDGE, PG, World, like, state_req
from tests.support.two_sides import DUPLEX_BRIDGE, TwoSides

A, B = commands.SideName.A, commands.SideName.B


def roles(operator: Operator, command: Command) -> list[str]:
    """The roles of the sides once a command is carried out."""
    return [side.role for side in operator.gets(SystemNow, command).sides]


def test_a_side_is_stopped_and_started() -> None:
    """Clients hear of it; the answer says what the sides are now."""
    world = TwoSides()
    operator = Operator(world)
    here, there = world.goes_to("A", "here", 15, BRIDGE), world.waits_at("B", "there")
    here.forgets()
    assert roles(operator, commands.StopSide(side=A)) == ["down", "active"]
    assert dict(world.notes[-1].fields)["said"] == {"side": "A"}
    here.hears_the_end(m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE))
    assert isinstance(there.takes(), m.StandbyActiveEventMsg)
    assert roles(operator, commands.StartSide(side=A)) == ["loading", "active"]
    world.passes(1)
    assert world.roles == "standby active"


def test_a_side_dies() -> None:
    """Its clients are cut off without a word, and the other side is active."""
    world = TwoSides()
    here = world.goes_to("A", "here", 15, BRIDGE)
    here.forgets()
    assert roles(Operator(world), commands.KillSide(side=A)) == ["down", "active"]
    here.hears_the_end()


def test_the_other_side_takes_over() -> None:
    """At once, or once the clients have agreed."""
    operator = Operator(TwoSides())
    assert roles(operator, commands.SwitchOver()) == ["standby", "active"]
    assert roles(operator, commands.BeginMaintenance()) == ["active", "standby"]


@pytest.mark.parametrize(
    ("world", "command", "text"),
    [
        (World, commands.StopSide(side=B), "there is no side B, expected A"),
        (World, commands.SwitchOver(), "there is only one side"),
        (World, commands.BeginMaintenance(), "there is only one side"),
        (TwoSides, commands.StartSide(side=B), "side B is not down"),
    ],
)
def test_what_cannot_be_done_to_sides(world: type[World], command: Command, text: str) -> None:
    """It is refused with status 12, and nothing has changed."""
    operator = Operator(world())
    denied = operator.is_denied(command)
    assert (denied.fault, denied.code, denied.text) == (Fault.REFUSED, 12, text)


def test_sessions_and_alarms_of_both_sides() -> None:
    """Each with its side, and whether it waits there."""
    world = TwoSides()
    world.goes_to("A", "here", 25, DUPLEX_BRIDGE)
    world.waits_at("B", "there")
    operator = Operator(world)
    sessions = operator.says(queries.Sessions()).sessions
    assert [(each.side, each.session, each.client, each.standby) for each in sessions] == [
        ("A", 1, "here", False),
        ("B", 1, "there", True),
    ]
    assert operator.gets(SystemNow, queries.Status()).sessions == 2


def test_alarms_of_both_sides_are_one_list() -> None:
    """The oldest first, whichever side raised it."""
    world = TwoSides()
    operator = Operator(world)
    for side in ("A", "B", "A"):
        client = world.goes_to(side, "here", 15, BRIDGE)
        client.sends(m.ClientEventReportReq(invoke_id=1, state=ClientEventState.NORMAL, text=f"at {side}"))
        client.leaves()
        world.passes(1)
        operator.says(commands.SwitchOver())
    alarms = operator.gets(Alarms, queries.Alarms()).alarms
    assert [each.details["text"] for each in alarms if "text" in each.details] == ["at A", "at B", "at A"]
    assert [each.at for each in alarms] == sorted(each.at for each in alarms)


def test_a_side_that_lost_the_gateway_goes() -> None:
    """The link of the other side is up, and what the first one lost does not matter any more."""
    world = TwoSides()
    operator = Operator(world)
    here, there = world.goes_to("A", "here", 25, DUPLEX_BRIDGE), world.waits_at("B", "there")
    operator.says(commands.LosePeripheralGateway())
    here.forgets()
    operator.says(commands.BeginMaintenance())
    here.sends(m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True))
    assert world.roles == "leaving active"
    assert isinstance(here.asks(state_req("1001", AgentState.LOGIN)), m.SetAgentStateConf)
    there.forgets()
    world.passes(5)
    world.waits_at("A", "again")
    operator.says(commands.LosePeripheralGateway())
    operator.says(commands.SwitchOver())
    assert operator.gets(SystemNow, queries.Status()).gateway
    world.waits_at("B", "another")


# --- the site ---------------------------------------------------------------------------------------------------------


def test_the_site_is_read_again() -> None:
    """The answer says what changed, and what waits."""
    world = World()
    first, *others = world.site.agents
    settings = attrs.evolve(world.site.settings, seed=99, auth=True)
    site = attrs.evolve(world.site, settings=settings, agents=(attrs.evolve(first, last_name="New"), *others), teams=())

    def read() -> SiteChanges:
        changes = compare(world.site, site)
        world.becomes(site)
        return changes

    taken = Operator(world, read).gets(SiteTaken, commands.ReloadSite())
    assert taken == SiteTaken(
        added={},
        changed={"agents": 1},
        removed={"teams": 2},
        settings=["settings.auth"],
        at_next_start=["settings.seed"],
    )
    assert world.centre.site.agents[0].last_name == "New"


def test_a_site_that_cannot_be_taken_over() -> None:
    """Every reason is told; the log has the command as one that was refused."""
    world = World()
    denied = Operator(world).is_denied(commands.ReloadSite())
    assert (denied.fault, denied.code) == (Fault.REFUSED, 12)
    assert denied.text == "demo site: there is no file to read again"
    assert denied.expected == "a server that was started with a site file"

    def read() -> SiteChanges:
        raise SiteError([Problem("a.toml", "name", "expected x"), Problem("a.toml", "", "expected y")])

    denied = Operator(world, read).is_denied(commands.ReloadSite())
    assert denied.text == "a.toml: name: expected x\na.toml: expected y\nthe site stays as it is"
    assert denied.expected == "a site file that the running server can take over"
    fields: dict[str, Any] = dict(world.notes[-1].fields)
    assert (world.notes[-1].event, fields["order"]) == ("order_refused", "site reload")


def test_a_site_becomes_another_while_the_gateway_is_lost() -> None:
    """Who worked there and is not known any more is reported as gone when it is back."""
    world = World()
    operator = Operator(world)
    bridge = world.staffed("1001", "1002")
    operator.says(commands.LosePeripheralGateway())
    agents = tuple(agent for agent in world.site.agents if agent.id != "1002")
    teams = tuple(
        attrs.evolve(team, members=tuple(each for each in team.members if each != "1002")) for team in world.site.teams
    )
    world.becomes(attrs.evolve(world.site, agents=agents, teams=teams))
    bridge.forgets()
    operator.says(commands.RegainPeripheralGateway())
    states = [message for message in bridge.heard if isinstance(message, m.AgentStateEvent)]
    assert {(event.agent_id, event.agent_state.name) for event in states} == {("1001", "AVAILABLE"), ("1002", "LOGOUT")}


def test_a_sign_out_is_told_though_the_peripheral_is_lost_as_well() -> None:
    """The sign-out is told with the return of the gateway: with that of the peripheral it is not reported."""
    world = World()
    operator = Operator(world)
    bridge = world.staffed("1001")
    operator.says(commands.LosePeripheralGateway())
    operator.says(commands.BecomeNotReady(agent="1001", reason=1))
    operator.says(commands.SignOut(agent="1001", reason=1))
    operator.says(commands.TakePeripheralOffline(peripheral=PG))
    bridge.forgets()
    operator.says(commands.RegainPeripheralGateway())
    gone = like(m.AgentStateEvent, agent_id="1001", agent_state=AgentState.LOGOUT)
    bridge.hears(m.SystemEvent, gone, gone)
