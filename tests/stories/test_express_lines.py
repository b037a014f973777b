"""The second line of an agent's telephone, as clients of Unified CCX name it and hear of it."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType, ConnectionDeviceIDType
from ctiproto.declare import Kind
from ctiproto.versions import Dialect, Profile
from ctiserver.centre.switch.commands import AnswerCall, MakeCall, OutsideAnswers
from ctiserver.engine.dialects.uccx_lines import with_actual, with_primary
from ctiserver.site.model import Terminal
from tests.stories.examples import Examples, ask, site
from tests.support.express import CCX, LATEST, Express
from tests.support.harness import BRIDGE, Client, dial_req, state_req

S = AgentState
BOTH = "2006.2106"


def named(client: Client, cls: type[m.CallOriginatedEvent | m.BeginCallEvent]) -> set[str | None]:
    """What the events of a class that a client heard call the telephone."""
    return {each.connection_device_id for each in client.heard if isinstance(each, cls)}


@pytest.mark.fidelity("uccx.primary-actual", "uccx.own-second-line")
@pytest.mark.parametrize(
    ("version", "name", "kind"), [(10, "2106", 0), (13, "2106", 0), (14, BOTH, 78), (18, BOTH, 78)]
)
def test_the_second_line_is_named_by_the_first_one_and_itself(version: int, name: str, kind: int) -> None:
    """From version 14 on, in every field that names it: to who sees all, and to the client of the agent there."""
    office = Examples()
    office.says(office.agent, "2006", S.LOGIN)
    office.settle()
    bridge = office.world.open(version, BRIDGE, name="another bridge")
    office.world.happens(MakeCall(peripheral_id=CCX, device="2106", dialed_number="95550100"))
    (call,) = office.world.centre.switch.calls(CCX)
    begun = next(each for each in bridge.heard if isinstance(each, m.BeginCallEvent))
    assert (begun.connection_device_id, begun.ani, begun.connection_call_id) == (name, name, call)
    originated = next(each for each in bridge.heard if isinstance(each, m.CallOriginatedEvent))
    assert (originated.connection_device_id, originated.calling_device_id) == (name, name)
    assert (originated.called_device_id, originated.calling_device_type) == ("95550100", kind)
    assert named(office.agent, m.CallOriginatedEvent) == {BOTH}, "its own desktop has version 16"
    office.other.hears()


@pytest.mark.fidelity("uccx.primary-ignored")
def test_a_request_may_name_a_line_either_way() -> None:
    """What stands before the dot is not looked at, be it another telephone's."""
    office = Examples()
    office.says(office.agent, "2006", S.LOGIN)
    for name in ("2106", BOTH, "2005.2106"):
        office.world.happens(MakeCall(peripheral_id=CCX, device="2007", dialed_number="2106"))
        call = office.world.centre.switch.calls(CCX)[-1]
        office.world.happens(AnswerCall(peripheral_id=CCX, device="2106", call_id=call))
        office.settle()
        seen = office.bridge.asks(
            m.SnapshotCallReq(
                invoke_id=4,
                peripheral_id=CCX,
                connection_call_id=call,
                connection_device_id_type=ConnectionDeviceIDType.STATIC,
                connection_device_id=name,
            )
        )
        assert isinstance(seen, m.SnapshotCallConf), seen
        assert BOTH in {each.call_device_id for each in seen.devices}
        cleared = office.bridge.asks(ask(m.ClearConnectionReq, name, call))
        assert isinstance(cleared, m.ClearConnectionConf), cleared
        assert BOTH in {
            each.connection_device_id for each in office.bridge.heard if hasattr(each, "connection_device_id")
        }


def test_a_name_with_a_dot_may_be_something_else() -> None:
    """Only a line that the site has is told apart from what stands before it."""
    request = ask(m.HoldCallReq, "2006.9999", 1)
    assert with_actual(request, site()) is request
    named_by_both = ask(m.HoldCallReq, BOTH, 1)
    assert with_actual(named_by_both, attrs.evolve(site(), terminals=())) is named_by_both


def test_a_line_without_room_for_both_names_is_named_by_itself() -> None:
    """DNIS has 31 characters at most, a device has 63."""
    long = "2" * 30
    centre = attrs.evolve(site(), terminals=(Terminal("SEP1", CCX, instruments=("2006", long)),))
    begun = m.BeginCallEvent(
        peripheral_id=CCX,
        peripheral_type=21,  # type: ignore[arg-type] # as it is on the wire
        call_type=10,  # type: ignore[arg-type] # as it is on the wire
        connection_device_id_type=0,  # type: ignore[arg-type] # as it is on the wire
        connection_call_id=1,
        called_party_disposition=0,  # type: ignore[arg-type] # as it is on the wire
        connection_device_id=long,
        dnis=long,
    )
    told = with_primary(begun, Profile(LATEST, Dialect.UCCX), centre)
    assert (told.connection_device_id, told.dnis) == (f"2006.{long}", long)


def test_a_line_with_a_name_as_long_as_can_be() -> None:
    """A line has a name of up to 63 characters, and ANI has room for 39 of them."""
    long = "2" * 63
    devices = tuple(attrs.evolve(each, number=long) if each.number == "2106" else each for each in site().devices)
    terminals = (Terminal("SEP1", CCX, instruments=("2006", long)),)
    world = Express(attrs.evolve(site(), devices=devices, terminals=terminals))
    bridge = world.bridge(10)
    fields = {"agent_id": "agt2006", "agent_instrument": "2006", "agent_password": "agt2006"}
    login = state_req("1006", S.LOGIN, peripheral_id=CCX).changed(**fields)
    assert isinstance(bridge.asks(login), m.SetAgentStateConf)
    world.happens(MakeCall(peripheral_id=CCX, device=long, dialed_number="95550100"))
    (begun,) = [each for each in bridge.heard if isinstance(each, m.BeginCallEvent)]
    assert (begun.connection_device_id, begun.ani) == (long, long[:39])


def test_an_agent_acts_on_the_second_line_of_their_telephone() -> None:
    """By the line itself or by both names, and where only the connection says which line it is; nobody else may."""
    office = Examples()
    office.says(office.agent, "2006", S.LOGIN)
    office.settle()
    made = office.agent.asks(dial_req("2106", "95550100", peripheral_id=CCX))
    assert isinstance(made, m.MakeCallConf), made
    call = made.new_connection_call_id
    assert made.new_connection_device_id == BOTH
    refused = office.other.asks(ask(m.HoldCallReq, "2106", call))
    assert isinstance(refused, m.ControlFailureConf), refused
    office.world.happens(OutsideAnswers(peripheral_id=CCX, call_id=call))
    for request in (
        ask(m.HoldCallReq, BOTH, call),
        m.RetrieveCallReq(
            invoke_id=5,
            peripheral_id=CCX,
            held_connection_call_id=call,
            held_connection_device_id_type=ConnectionDeviceIDType.STATIC,
            held_connection_device_id="2106",
        ),
        m.SetCallDataReq(
            invoke_id=6,
            peripheral_id=CCX,
            connection_device_id_type=ConnectionDeviceIDType.STATIC,
            connection_call_id=call,
            connection_device_id="2106",
            call_type=CallType(0),
            call_variable1="here",
        ),
        ask(m.ClearConnectionReq, "2106", call),
    ):
        answer = office.agent.asks(request)
        assert answer.declaration.kind is Kind.CONFIRMATION, answer
        assert not isinstance(answer, m.FailureConf | m.ControlFailureConf), answer
