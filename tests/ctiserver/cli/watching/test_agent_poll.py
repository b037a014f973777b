"""How ``watch`` asks for the agents of a site, one after the other."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import CTIService, RecordType
from ctiproto.versions import Dialect, Profile
from ctiserver.cli.watching.agent_poll import AT_ONCE, AgentPoll
from tests.ctiserver.client.network import open_conf
from tests.ctiserver.client.said import said


def agents(*ids: str, peripheral: int | None = 5000) -> m.ConfigAgentEvent:
    """A CONFIG_AGENT_EVENT with these agents."""
    return m.ConfigAgentEvent(records=tuple(m.AgentRecord(login_id=i, flt_peripheral_id=peripheral) for i in ids))


def test_the_configuration_is_asked_for_once() -> None:
    """Of one peripheral, or of all."""
    poll = AgentPoll(Profile(25), open_conf(), 5000)
    (request,) = poll.configuration_requests()
    assert isinstance(request, m.ConfigRequestEvent)
    assert request.peripheral_id == 5000
    assert poll.configuration_requests() == []


def test_every_agent_is_asked_about_a_few_at_a_time() -> None:
    """The next when one is answered, be it a refusal."""
    poll = AgentPoll(Profile(25), open_conf())
    assert poll.received(agents(*map(str, range(AT_ONCE + 1)))) is None
    for number, (key, question) in enumerate(poll.state_requests()):
        assert (question.peripheral_id, question.agent_id) == key == (5000, str(number))
        poll.sent(key, number + 1)
    assert poll.state_requests() == []
    assert poll.received(said(m.FailureConf, invoke_id=3)) == (5000, "2")
    assert poll.received(said(m.FailureConf, invoke_id=3)) is None
    assert [key for key, _ in poll.state_requests()] == [(5000, str(AT_ONCE))]


def test_who_has_gone_or_has_no_name_is_not_asked_about() -> None:
    """Without a peripheral of its own, an agent is at the one that was asked for."""
    poll = AgentPoll(Profile(10), open_conf(), 7)
    deleted = m.AgentRecord(login_id="1", record_type=RecordType.DELETE)
    poll.received(m.ConfigAgentEvent(records=(deleted, m.AgentRecord())))
    poll.received(agents("2", peripheral=None))
    assert [key for key, _ in poll.state_requests()] == [(7, "2")]


@pytest.mark.parametrize(
    ("version", "services", "begins", "asks"),
    [
        (9, CTIService.SERVICE_CLIENT_CONTROL, False, True),
        (25, CTIService.SERVICE_ALL_EVENTS, True, False),
        (25, CTIService.AGENT_STATE_CONTROL_ONLY, True, True),
    ],
)
def test_what_the_server_does_not_offer_is_not_asked(
    version: int, services: CTIService, begins: bool, asks: bool
) -> None:
    """The configuration exists since version 10; states need a service."""
    poll = AgentPoll(Profile(version), open_conf(services_granted=services))
    assert bool(poll.configuration_requests()) is begins
    poll.received(agents("1"))
    assert bool(poll.state_requests()) is asks


def test_what_is_reserved_in_the_dialect_holds_its_constant() -> None:
    """A server of Unified CCX refuses other numbers there; its agents are at the peripheral of its events."""
    profile = Profile(18, Dialect.UCCX)
    poll = AgentPoll(profile, open_conf())
    (request,) = poll.configuration_requests()
    assert codec(profile).decode(codec(profile).encode(request)).findings == ()
    poll.received(agents("1"))
    ((key, query),) = poll.state_requests()
    assert (key, query.agent_id, query.peripheral_id, query.mrd_id) == ((1, "1"), "1", 1, 1)
