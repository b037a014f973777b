"""Planned maintenance: all clients are asked, and go to the other side if all of them agree."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from ctiproto.declare import ExtraField
from ctiserver.engine.maintenance import Maintenance
from tests.ctiserver.engine.sessions.people import session
from tests.support.harness import BRIDGE, DESKTOP, PG, Client, call_req, demo, dial_req, state_req
from tests.support.two_sides import DUPLEX_BRIDGE, DUPLEX_DESKTOP, TwoSides

ASKED = m.ActiveMaintenanceReqMsg
GRANTED = m.ActiveMaintenanceEventMsg(maintenance_mode_status=True)
CANCELLED = m.ActiveMaintenanceEventMsg(maintenance_mode_status=False)
GO = m.FailureEvent(status=StatusCode.SERVER_IN_MAINTENANCE_MODE)
IN_MAINTENANCE = StatusCode.SERVER_IN_MAINTENANCE_MODE
NOW_ACTIVE = m.StandbyActiveEventMsg


def answers(client: Client, *, accepted: bool = True) -> None:
    """The client is asked, and answers."""
    (question,) = client.hears(ASKED)
    assert isinstance(question, ASKED)
    client.sends(m.ActiveMaintenanceRespMsg(invoke_id=question.invoke_id, maintenance_mode_accepted=accepted))


def why(world: TwoSides, event: str) -> dict[str, Any]:
    """What the log says of how it came out."""
    (note,) = [note for note in world.notes if note.event == event]
    return dict(note.fields)


# --- all agree -------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("maintenance.who-knows-one-side")
def test_all_agree() -> None:
    """Who does not know of two sides is sent away at once, the others go by themselves; in the end A stands by."""
    world = TwoSides()
    old = world.goes_to("A", "old", 15, BRIDGE)
    plain = world.goes_to("A", "plain", 25, 0)
    duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    second = world.waits_at("B", "duplex")
    old.asks(state_req("1001", AgentState.LOGIN))
    old.asks(dial_req("2001", "2002"))
    (call,) = world.centre.switch.calls(PG)
    for client in (old, plain, duplex):
        client.forgets()
    world.maintains()
    assert world.roles == "asking standby"
    world.refuses(IN_MAINTENANCE, 15, BRIDGE)
    world.refuses(IN_MAINTENANCE, 25, DUPLEX_BRIDGE)
    old.heartbeats()
    answers(duplex)
    assert world.roles == "leaving active"
    duplex.hears(GRANTED)
    for client in (old, plain):
        client.hears_the_end(GO)
        client.leaves()
    second.hears(NOW_ACTIVE, m.SystemEvent, m.BeginCallEvent, m.CallDeliveredEvent)
    world.refuses(IN_MAINTENANCE, 25, DUPLEX_BRIDGE)
    duplex.sends(m.StoppingRequestsToThisSideInd())
    duplex.hears_the_end()
    assert world.roles == "standby active"
    duplex.leaves()
    assert isinstance(second.asks(call_req(m.ClearCallReq, "2001", call)), m.ClearCallConf)
    assert [note for note in world.noted() if note.startswith("maintenance") or "became" in note] == [
        "maintenance_asked",
        "maintenance_accepted",
        "side_became_active",
        "maintenance_finished",
    ]
    world.waits_at("A", "duplex")


@pytest.mark.fidelity("maintenance.five-seconds", "maintenance.who-stays")
def test_who_stays_is_sent_away_after_five_seconds() -> None:
    """Until then it is served by the old side, but hears what happens from the new one only."""
    world = TwoSides()
    duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    second = world.waits_at("B", "duplex")
    duplex.forgets()
    world.maintains()
    answers(duplex)
    duplex.forgets()
    second.forgets()
    world.passes(4.9)
    duplex.sends(state_req("1001", AgentState.LOGIN))
    duplex.hears(m.SetAgentStateConf)
    heard = [message for message in second.heard if isinstance(message, m.AgentStateEvent)]
    assert {message.agent_state for message in heard} == {AgentState.LOGIN, AgentState.NOT_READY}
    world.caller_calls()
    world.passes(0.1)
    duplex.hears_the_end(GO)
    assert world.roles == "standby active"


def test_half_hours_are_told_by_the_new_side() -> None:
    """The clients that are still at the old one hear no events."""
    world = TwoSides()
    duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    second = world.waits_at("B", "duplex")
    world.passes(1199)
    duplex.forgets()
    world.maintains()
    answers(duplex)
    world.passes(1)
    duplex.hears(GRANTED)
    assert isinstance(second.heard[-1], m.SystemEvent)


def test_without_clients_that_know_of_two_sides_nobody_is_asked() -> None:
    """It is accepted at once; with no client to wait for the old side stands by at once."""
    world = TwoSides()
    old = world.goes_to("A", "old", 23, BRIDGE)
    old.forgets()
    world.maintains()
    old.hears_the_end(GO)
    assert world.roles == "standby active"


def test_who_says_goodbye_has_gone_as_well() -> None:
    """A session that is closed, and one that is lost, are not waited for."""
    world = TwoSides()
    first, second = (world.goes_to("A", f"duplex {number}", 24, DUPLEX_BRIDGE) for number in (1, 2))
    for client in (first, second):
        client.forgets()
    world.maintains()
    for client in (first, second):
        answers(client)
    first.sends(m.CloseReq(invoke_id=9, status=StatusCode.NO_ERROR))
    assert world.roles == "leaving active"
    second.leaves()
    assert world.roles == "standby active"


# --- somebody does not agree -----------------------------------------------------------------------------------------


@pytest.mark.fidelity("maintenance.all-accept")
@pytest.mark.parametrize("silence", ["says no", "says nothing", "goes"])
def test_one_that_does_not_agree_is_enough(silence: str) -> None:
    """All that were asked hear that it is cancelled, nothing else changes, and the log says who it was."""
    world = TwoSides()
    old = world.goes_to("A", "old", 15, BRIDGE)
    yes = world.goes_to("A", "yes", 25, DUPLEX_BRIDGE)
    other = world.goes_to("A", "other", 25, DUPLEX_BRIDGE)
    waiting = world.waits_at("B", "yes")
    for client in (old, yes, other):
        client.forgets()
    world.maintains()
    answers(yes)
    yes.hears()
    refused: list[str] = ["other"]
    silent: list[str] = []
    if silence == "says no":
        answers(other, accepted=False)
    elif silence == "goes":
        other.forgets()
        other.leaves()
    else:
        other.hears(ASKED)
        world.passes(4.9)
        yes.hears()
        world.passes(0.1)
        refused, silent = silent, refused
    assert why(world, "maintenance_rejected") == {"side": "A", "refused": refused, "silent": silent}
    yes.hears(CANCELLED)
    for client in (old, yes, waiting):
        client.heartbeats()
    assert world.roles == "active standby"
    if silence != "goes":
        other.hears(CANCELLED)
        other.sends(m.ActiveMaintenanceRespMsg(invoke_id=2, maintenance_mode_accepted=True))
        assert world.noted()[-1] == "message_dropped", "too late"
    world.goes_to("A", "late", 25, BRIDGE)


def test_what_is_no_answer_is_dropped() -> None:
    """Another InvokeID, a second answer, an answer with findings, and going before it is time to go."""
    world = TwoSides()
    first, second = (world.goes_to("A", f"duplex {number}", 25, DUPLEX_BRIDGE) for number in (1, 2))
    for client in (first, second):
        client.forgets()
    stranger = world.connects()
    world.maintains()
    first.hears(ASKED)
    yes = m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True)
    world.noted()
    first.sends(yes.changed(invoke_id=2))
    first.sends(yes.changed(extra_fields=(ExtraField(1, b"x"),)))
    first.sends(m.StoppingRequestsToThisSideInd())
    stranger.sends(yes)
    assert world.roles == "asking standby"
    first.sends(yes)
    first.sends(yes)
    assert world.noted().count("message_dropped") == 5
    assert world.roles == "asking standby"
    answers(second)
    assert world.roles == "leaving active"


def test_the_other_side_dies_while_the_clients_are_asked() -> None:
    """The maintenance ends, as there is no side to go to."""
    world = TwoSides()
    duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    duplex.forgets()
    world.maintains()
    world.kills("B")
    duplex.hears(ASKED, CANCELLED)
    assert world.roles == "active down"
    assert why(world, "maintenance_rejected") == {"side": "A", "reason": "the other side is down"}


def test_a_side_dies_in_the_middle() -> None:
    """Whichever it is, the other one serves in the end."""
    for victim, outcome in (("A", "down active"), ("B", "active down")):
        world = TwoSides()
        duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
        duplex.forgets()
        world.maintains()
        answers(duplex)
        world.kills(victim)
        world.passes(5)
        assert world.roles == outcome


def test_the_server_is_stopped_while_the_clients_are_asked() -> None:
    """They are told that, and no more."""
    world = TwoSides()
    duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    duplex.forgets()
    world.maintains()
    world.do(world.duplex.stop(world.now))
    duplex.hears_the_end(ASKED, m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE))
    world.passes(10)
    assert world.roles == "down down"


def test_the_one_who_waits_for_a_recorder_of_the_network_is_told_where_he_asked() -> None:
    """What only the asking session is told reaches it also at the side that it leaves."""
    world = TwoSides(demo(network_recorder="10.0.0.9:5060"))
    bridge = world.staffed("1001")
    call = world.caller_calls()
    bridge.asks(call_req(m.AnswerCallReq, "2001", call))
    bridge.leaves()
    desk = {"agent_id": "1001", "agent_extension": "2001"}
    desktop = world.goes_to("A", "desktop", 25, DUPLEX_DESKTOP, **desk)
    desktop.forgets()
    world.maintains()
    answers(desktop)
    desktop.hears(GRANTED)
    desktop.sends(call_req(m.StartNetworkRecordingReq, "2001", call))
    desktop.hears(m.StartNetworkRecordingConf, m.NetworkRecordingTargetInfoEvent)


def test_agents_are_not_made_to_stop_by_it() -> None:
    """Who leaves because of it has not failed."""
    world = TwoSides(demo(logout_on_disconnect=True))
    desktop = world.goes_to("A", "desktop", 25, DESKTOP, agent_id="1001", agent_extension="2001")
    for state in (AgentState.LOGIN, AgentState.AVAILABLE):
        desktop.asks(state_req("1001", state))
    desktop.forgets()
    world.maintains()
    desktop.hears_the_end(GO)
    assert world.centre.switch.agent(PG, "1001").state is AgentState.AVAILABLE


# --- the questions ---------------------------------------------------------------------------------------------------


def test_each_is_asked_once() -> None:
    """Each client is asked with an InvokeID that it alone can answer, and only once."""
    sessions = [session(number) for number in (1, 2)]
    maintenance = Maintenance(sessions, 100.0)
    assert maintenance.asked == {sessions[0]: 1, sessions[1]: 2}
    assert maintenance.silent == tuple(sessions)
    assert not maintenance.answer(sessions[0], 2, accepted=True)
    assert maintenance.answer(sessions[0], 1, accepted=True)
    assert not maintenance.answer(sessions[0], 1, accepted=True)
    maintenance.lose(sessions[0])
    assert not maintenance.is_accepted
    assert not maintenance.is_decided(104.9)
    assert maintenance.is_decided(105.0)
    assert maintenance.answer(sessions[1], 2, accepted=True)
    assert maintenance.is_decided(100.0)
    assert maintenance.is_accepted


def test_who_goes_says_no() -> None:
    """A session that is lost counts as one that has refused maintenance, and the matter is decided."""
    lost = session(1)
    maintenance = Maintenance([lost], 100.0)
    maintenance.lose(lost)
    assert maintenance.is_decided(100.0)
    assert (maintenance.is_accepted, maintenance.refused) == (False, [lost])


def test_nobody_to_ask_agrees() -> None:
    """Where no session has to be asked, maintenance is accepted at once."""
    maintenance = Maintenance([], 100.0)
    assert maintenance.is_decided(100.0)
    assert maintenance.is_accepted


def test_a_late_answer_is_not_one_to_the_next_question() -> None:
    """Each question has an InvokeID of its own."""
    world = TwoSides()
    client = world.goes_to("A", "late", 25, DUPLEX_BRIDGE)
    client.forgets()
    world.maintains()
    world.passes(5)
    world.maintains()
    asked = [message.invoke_id for message in client.heard if isinstance(message, m.ActiveMaintenanceReqMsg)]
    assert asked == [1, 2]
    client.sends(m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True))
    assert world.roles == "asking standby"
    client.sends(m.ActiveMaintenanceRespMsg(invoke_id=2, maintenance_mode_accepted=True))
    assert world.roles == "leaving active"
