"""USER_MESSAGE_REQ: whom it reaches, and what is refused."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, Distribution, StatusCode, Tag
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.requests import altered, refusal, text
from tests.support.harness import PG, START, Client, World, demo

CLIENT, SUPERVISOR, TEAM, ALL = Distribution


def say(distribution: Distribution, **fields: Any) -> m.UserMessageReq:
    """A USER_MESSAGE_REQ with a distribution."""
    given: dict[str, Any] = {"invoke_id": 5, "peripheral_id": PG, "distribution": distribution, "text": "hi"}
    return m.UserMessageReq(**given | fields)


class Floor:
    """Two teams with their supervisors, a client that sees all, and one that follows nothing."""

    def __init__(self) -> None:
        self.world = World()
        self.clients = {
            "sales": self.world.desktop("1001"),
            "colleague": self.world.desktop("1002"),
            "chief": self.world.supervisor("1000"),
            "support": self.world.desktop("1006"),
            "other chief": self.world.supervisor("1100"),
            "bridge": self.world.bridge(),
            "nobody": self.world.open(25, 0, client_id="nobody"),
        }
        for client in self.clients.values():
            client.forgets()

    def reached(self, sender: str, request: m.UserMessageReq) -> set[str]:
        """Send a text; returns the names of those who hear it. The sender hears the confirmation only."""
        client = self.clients[sender]
        assert client.asks(request) == m.UserMessageConf(invoke_id=5)
        event = m.UserMessageEvent(
            icm_central_controller_time=int(START),
            distribution=request.distribution,
            client_id=self.world.engine.registry[client.number].client_id,
            text="hi",
        )
        reached = set()
        for name, each in self.clients.items():
            if each.heard:
                each.hears(event)
                reached.add(name)
        return reached


AGENT = {"agent_id": "1001"}


@pytest.mark.fidelity("user-messages.not-to-oneself", "user-messages.distribution")
@pytest.mark.parametrize(
    ("sender", "distribution", "fields", "reached"),
    [
        ("sales", CLIENT, {"client_id": "bridge"}, {"bridge"}),
        ("nobody", CLIENT, {"client_id": "desktop 1001"}, {"sales"}),
        ("sales", SUPERVISOR, {}, {"chief"}),
        ("sales", SUPERVISOR, {"peripheral_id": 1, "agent_id": "1006"}, {"chief"}),
        ("bridge", SUPERVISOR, AGENT, {"chief"}),
        ("nobody", SUPERVISOR, {"agent_instrument": "2006", "agent_id": "1006"}, {"other chief"}),
        ("sales", TEAM, {}, {"colleague", "chief"}),
        ("chief", TEAM, {}, {"sales", "colleague"}),
        ("support", TEAM, {}, {"other chief"}),
        ("bridge", TEAM, AGENT, {"sales", "colleague", "chief"}),
        ("sales", ALL, {}, {"colleague", "chief", "support", "other chief", "bridge", "nobody"}),
        ("nobody", ALL, {}, {"colleague", "chief", "support", "other chief", "bridge", "sales"}),
    ],
)
def test_whom_it_reaches(sender: str, distribution: Distribution, fields: dict[str, Any], reached: set[str]) -> None:
    """Those of the distribution and no others; never the sender."""
    assert Floor().reached(sender, say(distribution, **fields)) == reached


@pytest.mark.fidelity("user-messages.to-nobody")
@pytest.mark.parametrize("distribution", [TEAM, ALL])
def test_nobody_is_there(distribution: Distribution) -> None:
    """A text to a team or to all is confirmed also if it reaches no client."""
    desktop = World().desktop("1001")
    assert desktop.asks(say(distribution)) == m.UserMessageConf(invoke_id=5)
    desktop.hears()


@pytest.mark.fidelity("user-messages.to-nobody")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"distribution": CLIENT}, 6),
        ({"distribution": CLIENT, "client_id": "who?"}, 63),
        ({"distribution": CLIENT, "client_id": "bridge"}, 63),
        ({"distribution": SUPERVISOR}, 6),
        ({"distribution": TEAM, "peripheral_id": 1}, 6),
        ({"distribution": TEAM, "peripheral_id": 1, "agent_id": "1001"}, 7),
        ({"distribution": TEAM, "agent_id": "4711"}, 8),
        ({"distribution": TEAM, "agent_extension": "2001"}, 8),
        ({"distribution": TEAM, "agent_id": "1001", "agent_extension": "4711"}, 8),
        ({"distribution": SUPERVISOR, "agent_id": "1001"}, 64),
    ],
)
def test_what_is_refused(fields: dict[str, Any], status: int) -> None:
    """No recipient 6 or 63, no agent 6, 7, 8; no supervisor connected 64.  No client hears anything."""
    world = World()
    bridge, others = world.bridge(), (world.desktop("1001"), world.desktop("1002"), world.open(25, 0))
    bridge.is_refused(say(**fields), StatusCode(status))
    for other in others:
        other.hears()


def test_a_distribution_and_a_text() -> None:
    """More than 3: 71; no text 6; more than 255 bytes 23."""
    client = World().bridge()
    assert refusal(client, altered(say(ALL), distribution=4)) == StatusCode.INVALID_DISTRIBUTION_TYPE
    assert refusal(client, altered(say(ALL), without={Tag.TEXT})) == StatusCode.REQUIRED_DATA_MISSING
    long = altered(say(ALL), without={Tag.TEXT}, more=[text(Tag.TEXT, "x" * 255)])
    assert refusal(client, long) == StatusCode.INVALID_FIELD_LENGTH


def test_an_agent_without_a_team() -> None:
    """A message to the team of such an agent is refused with status 65."""
    site = demo()
    world = World(_without_teams(site))
    desktop = world.desktop("1001")
    for distribution in (SUPERVISOR, TEAM):
        desktop.is_refused(say(distribution), StatusCode.TEAM_NOT_FOUND)


def _without_teams(site: Site) -> Site:
    return attrs.evolve(site, teams=())


def test_a_supervisor_at_a_plain_desktop() -> None:
    """Supervisors are told as those whom the site names, also where their client did not ask to supervise."""
    world = World()
    desktop, chief, other = world.desktop("1001"), world.desktop("1000"), world.desktop("1002")
    for client in (desktop, chief, other):
        client.forgets()
    assert desktop.asks(say(SUPERVISOR)) == m.UserMessageConf(invoke_id=5)
    chief.hears(m.UserMessageEvent)
    other.hears()


@pytest.mark.parametrize("version", [9, 15, 25])
def test_each_version_hears_it(version: int) -> None:
    """A client that supervises without a station of its own is a supervisor, too."""
    world = World()
    services = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_SUPERVISOR
    bridge: Client = world.bridge(version, services)
    desktop = world.desktop("1001", version)
    assert desktop.asks(say(SUPERVISOR)) == m.UserMessageConf(invoke_id=5)
    bridge.hears(m.UserMessageEvent)
