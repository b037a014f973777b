"""What a site file allows to agents, and with what code clients are refused everything else."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, AgentWorkMode, SSOEnabled
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
    strict = site("[[reason_codes]]\ncode = 30\nstate = 'NOT_READY'\n", "unlisted_reason_codes = true\n", "")
    client = agent_of(World(strict))
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
@pytest.mark.parametrize(
    "lenient", [site(), attrs.evolve(site(old="unlisted_reason_codes = true\n"), reason_codes=())], ids=["demo", "bare"]
)
def test_a_site_without_a_list_of_reasons(lenient: Site) -> None:
    """Every reason is allowed there, and where the site allows those that it does not list."""
    client = agent_of(World(lenient))
    for code in (1, 4711, 20000):
        confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=code))


def test_a_reason_with_what_is_not_asked_a_reason_for() -> None:
    """To become available nobody needs one, so none is looked at."""
    client = agent_of(World())
    confirmed(client, state_req("1001", S.AVAILABLE, event_reason_code=4711))


def test_a_list_of_reasons_that_is_read_again() -> None:
    """It counts at once; the agent who has a reason that is gone keeps it."""
    world = World(site(old="unlisted_reason_codes = true\n"))
    client = agent_of(world)
    confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=7))
    world.becomes(attrs.evolve(world.site, reason_codes=(ReasonCode(1), ReasonCode(9))))
    client.hears()
    assert control_failure(client, state_req("1001", S.LOGOUT, event_reason_code=7)) == (266, 0)
    confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=9))


# --- signing in -------------------------------------------------------------------------------------------------------

ELSEWHERE = (AgentWorkMode.RA_CALL_BY_CALL, AgentWorkMode.RA_NAILED_CONNECTION)
LOCKED = site(old="[settings]\n", new="[settings]\nwrong_passwords = 3\nlockout = 60\n")


def login(given: str = "1001", **fields: Any) -> m.SetAgentStateReq:
    """Agent 1001 signs in, or tries to."""
    return state_req("1001", S.LOGIN, agent_password=given, **fields)


@pytest.mark.fidelity("login.remote")
@pytest.mark.parametrize("mode", ELSEWHERE)
def test_who_may_not_work_elsewhere(mode: AgentWorkMode) -> None:
    """CF265 for both work modes; at their own telephone they sign in."""
    client = World(desk("remote_agents = false")).bridge()
    remote = login(agent_work_mode=mode, agent_instrument="2001;95550100")
    assert control_failure(client, remote) == (265, 0)
    confirmed(client, login())


@pytest.mark.fidelity("login.remote")
@pytest.mark.parametrize("mode", ELSEWHERE)
def test_everybody_may_work_elsewhere_where_nothing_is_said(mode: AgentWorkMode) -> None:
    """The desk settings allow it by default."""
    confirmed(World(site()).bridge(), login(agent_work_mode=mode, agent_instrument="2001;95550100"))


@pytest.mark.fidelity("login.locked-out")
def test_the_last_wrong_password_locks_the_agent_out() -> None:
    """CF257 up to the third in a row, then CF289 for the right one as well, until the time is over."""
    world = World(LOCKED)
    client = world.bridge()
    assert [control_failure(client, login("x"))[0] for _ in range(4)] == [257, 257, 257, 289]
    assert control_failure(client, login()) == (289, 0)
    confirmed(client, state_req("1002", S.LOGIN))
    world.passes(59)
    client.forgets()
    assert control_failure(client, login()) == (289, 0)
    world.passes(1)
    client.forgets()
    assert control_failure(client, login("x")) == (257, 0)
    confirmed(client, login())


@pytest.mark.fidelity("login.locked-out")
def test_a_right_password_makes_up_for_wrong_ones() -> None:
    """They are counted in a row only; a site that says nothing locks nobody out."""
    client = World(LOCKED).bridge()
    for _ in range(2):
        assert [control_failure(client, login("x"))[0] for _ in range(2)] == [257, 257]
        confirmed(client, login())
        confirmed(client, state_req("1001", S.LOGOUT))
    client = World(site()).bridge()
    assert {control_failure(client, login("x"))[0] for _ in range(20)} == {257}


@pytest.mark.fidelity("login.locked-out")
def test_a_lockout_is_about_passwords() -> None:
    """Who signs in by single sign-on, or signs out without a password, needs none, so it does not matter."""
    client = World(LOCKED).bridge()
    for _ in range(3):
        control_failure(client, login("x"))
    sso = login(sso_enabled=SSOEnabled.ENABLED)
    confirmed(client, sso)
    assert control_failure(client, state_req("1001", S.LOGOUT, agent_password="1001")) == (289, 0)
    confirmed(client, state_req("1001", S.LOGOUT, agent_password=None))


def test_a_number_of_wrong_passwords_that_is_read_again() -> None:
    """It counts at once, with those that were given before; 0 ends every lockout."""
    world = World(LOCKED)
    client = world.bridge()
    assert [control_failure(client, login("x"))[0] for _ in range(2)] == [257, 257]
    settings = world.site.settings
    world.becomes(attrs.evolve(world.site, settings=attrs.evolve(settings, wrong_passwords=1)))
    assert [control_failure(client, login("x"))[0] for _ in range(2)] == [257, 289]
    world.becomes(attrs.evolve(world.site, settings=attrs.evolve(settings, wrong_passwords=0)))
    confirmed(client, login())
