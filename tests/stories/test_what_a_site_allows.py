"""What a site file allows to agents, and with what code clients are refused everything else."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.site.load import parse_site
from ctiserver.site.model import ReasonCode, Site
from tests.ctiserver.engine.services.requests import control_failure
from tests.ctiserver.engine.services.scenes import bring, confirmed
from tests.ctiserver.site.sites import changed_demo
from tests.support.harness import Client, World, like, state_req

S = AgentState


def site(more: str = "", old: str = "", new: str = "") -> Site:
    """The site of the demo's file, with ``new`` in place of ``old`` in it, and ``more`` at its end."""
    text = changed_demo(old, new) if old else changed_demo("[workload]", "[workload]")
    return parse_site((text + more).encode(), "my.toml")


def desk(line: str) -> Site:
    """The site of the demo's file, with one more line in the desk settings of all agents."""
    return site(old="[[desk_settings]]\n", new=f"[[desk_settings]]\n{line}\n")


# --- reasons ----------------------------------------------------------------------------------------------------------


def agent_of(world: World) -> Client:
    """A client that sees all, and agent 1001 is not ready."""
    client = world.bridge()
    bring(client, S.NOT_READY)
    return client


@pytest.mark.fidelity("agents.reason-codes")
@pytest.mark.parametrize("state", [S.NOT_READY, S.LOGOUT])
def test_a_reason_that_is_not_on_the_list(state: AgentState) -> None:
    """CF266; one that is on it is told, whatever state the list has it for."""
    client = agent_of(World(site("[[reason_codes]]\ncode = 30\nstate = 'NOT_READY'\n")))
    for code in (9, 29, 31, 998, 1000, 20000):
        assert control_failure(client, state_req("1001", state, event_reason_code=code)) == (266, 0)
    client.sends(state_req("1001", state, event_reason_code=30))
    told = like(m.AgentStateEvent, agent_state=state, event_reason_code=30)
    client.hears(m.SetAgentStateConf, told, told)


@pytest.mark.fidelity("agents.system-reasons")
@pytest.mark.parametrize("code", [0, 999, 20001, 32767, 50004, 65535])
def test_reasons_that_need_no_list(code: int) -> None:
    """None at all, a supervisor's, and the system's own."""
    client = agent_of(World())
    confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=code))
    confirmed(client, state_req("1001", S.LOGOUT, event_reason_code=code))


@pytest.mark.fidelity("agents.reason-codes")
def test_a_site_without_a_list_of_reasons() -> None:
    """Every reason is allowed there."""
    client = agent_of(World(attrs.evolve(site(), reason_codes=())))
    for code in (1, 4711, 20000):
        confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=code))


def test_a_reason_with_what_is_not_asked_a_reason_for() -> None:
    """To become available nobody needs one, so none is looked at."""
    client = agent_of(World())
    confirmed(client, state_req("1001", S.AVAILABLE, event_reason_code=4711))


def test_a_list_of_reasons_that_is_read_again() -> None:
    """It counts at once; the agent who has a reason that is gone keeps it."""
    world = World()
    client = agent_of(world)
    confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=7))
    world.becomes(attrs.evolve(world.site, reason_codes=(ReasonCode(1), ReasonCode(9))))
    client.hears()
    assert control_failure(client, state_req("1001", S.LOGOUT, event_reason_code=7)) == (266, 0)
    confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=9))
