"""The call flows of Unified CCX, each told from the chairs of a bridge, of agents at new and old clients, a caller."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentStateMask,
    CallType,
    EventCause,
    ForcedFlag,
    StatusCode,
    SupervisoryAction,
)
from ctiproto.constants.limits import NO_RELATED_CALL, NO_SUPERVISOR_CALL, NULL_SERVICE, NULL_SKILL_GROUP
from ctiproto.declare import Message
from ctiproto.wire import NamedVariable
from ctiserver.admin.commands import PreviewCustomer
from ctiserver.centre.switch.commands import ClearConnection, MakeCall, OutsideAnswers
from tests.ctiserver.admin.console import Operator
from tests.stories.examples import CAUSE_NONE, NO_APPLICATION, Examples, S, ask, at, site, state, without_media
from tests.stories.offices import STATIC
from tests.support.express import CCX, Express
from tests.support.harness import BRIDGE, dial_req, like

IPV6 = "2001:db8:1:2:3:4:5:6"


@pytest.mark.fidelity(
    "uccx.one-agent-event", "uccx.dialled-trigger", "uccx.port-answers", "uccx.leaves-queue", "uccx.end-before-work"
)
def test_queued_and_answered() -> None:
    """The guide's first example, as far as it is printed, and then by the pages of the events."""
    office = Examples()
    office.says(office.caller, "2005", S.LOGIN)
    office.says(office.agent, "2006", S.LOGIN, S.AVAILABLE)
    office.settle()
    call = office.dials_the_trigger()
    begins = like(
        m.BeginCallEvent,
        **at(call, "2005", call_type=9, connection_device_id_type=0, called_party_disposition=0, ani="2005"),
        clients=(),
        named_variables=(),
    )
    initiated = like(
        m.CallServiceInitiatedEvent,
        **at(call, "2005", calling_device_type=76, local_connection_state=1, event_cause=CAUSE_NONE),
        **NO_APPLICATION,
    )
    originated = like(
        m.CallOriginatedEvent,
        **at(call, "2005", calling_device_type=76, called_device_type=74, local_connection_state=1),
        **NO_APPLICATION,
        line_type=3,
    )
    at_the_port = (
        like(m.CallDeliveredEvent, **at(call, "9026", alerting_device_type=73, service_number=7)),
        like(m.CallEstablishedEvent, **at(call, "9026", answering_device_type=73)),
        like(m.CallDataUpdateEvent, **at(call, "2005", call_type=1)),
    )
    queued = like(m.CallQueuedEvent, **at(call, "9026", local_connection_state=5, service_number=7))
    to_the_agent = (
        like(m.CallDivertedEvent, **at(call, "9026", diverting_device_id="9026", called_device_id="2006")),
        like(m.CallDeliveredEvent, **at(call, "2006", alerting_device_type=76, skill_group_number=1, line_type=3)),
    )
    reserved = state("2006", S.RESERVED)
    office.bridge.hears(begins, initiated, originated, *at_the_port, queued, reserved, *to_the_agent)
    office.caller.hears(m.MakeCallConf, begins, initiated, originated, *at_the_port, queued, *to_the_agent)
    own = like(m.BeginCallEvent, **at(call, "2006", call_type=1, ani="2005", dnis="7000", dialed_number="7000"))
    office.agent.hears(reserved, own, to_the_agent[1])
    office.other.hears()

    office.agent.sends(ask(m.AnswerCallReq, "2006", call))
    talking = (
        state("2006", S.TALKING),
        like(m.CallEstablishedEvent, **at(call, "2006", answering_device_type=76, answering_device_id="2006")),
    )
    without_media(office.bridge), without_media(office.agent), without_media(office.caller)
    office.bridge.hears(*talking)
    office.agent.hears(m.AnswerCallConf, *talking)
    office.caller.hears(talking[1])

    office.caller.sends(ask(m.ClearConnectionReq, "2005", call))
    over = (
        like(m.CallConnectionClearedEvent, **at(call, "2005", local_connection_state=0)),
        like(m.CallClearedEvent, **at(call, "2006", local_connection_state=0)),
    )
    without_media(office.bridge), without_media(office.agent), without_media(office.caller)
    ended = like(m.EndCallEvent, connection_call_id=call)
    office.bridge.hears(*over, ended, state("2006", S.WORK_NOT_READY))
    office.agent.hears(*over, ended, state("2006", S.WORK_NOT_READY))
    office.caller.hears(m.ClearConnectionConf, *over, like(m.EndCallEvent, **at(call, "2005")))
    office.world.passes(20)
    office.agent.hears(state("2006", S.AVAILABLE))
    office.bridge.hears(state("2006", S.AVAILABLE))


@pytest.mark.fidelity("uccx.monitored-devices", "uccx.ani")
@pytest.mark.parametrize("version", [10, 16, 18])
def test_a_caller_whom_nobody_monitors(version: int) -> None:
    """BEGIN_CALL_EVENT has the fields of the frame of a real engine: that of a call of 2006 to 7000, at port 9026."""
    world = Express(site())
    bridge = world.bridge(version)
    world.happens(MakeCall(peripheral_id=CCX, device="2006", dialed_number="7000"))
    call = world.centre.switch.calls(CCX)[-1]
    begun, *_ = bridge.hears(
        m.BeginCallEvent,
        like(m.CallDeliveredEvent, **at(call, "9026")),
        like(m.CallEstablishedEvent, **at(call, "9026")),
        like(m.CallQueuedEvent, **at(call, "9026")),
    )
    assert begun == m.BeginCallEvent(
        monitor_id=0,
        peripheral_id=1,
        peripheral_type=21,  # type: ignore[arg-type] # as it is on the wire
        call_type=CallType(1),
        connection_device_id_type=0,  # type: ignore[arg-type] # as it is on the wire
        connection_call_id=call,
        called_party_disposition=0,  # type: ignore[arg-type] # as it is on the wire
        connection_device_id="9026",
        ani="2006",
        dnis="7000",
        dialed_number="7000",
    )


@pytest.mark.fidelity("uccx.reserved-first", "uccx.own-calls", "uccx.transfer-type")
def test_transferred() -> None:
    """The guide's second example: 2006 consults 2007, and hands the call over."""
    office = Examples()
    first, second = office.consulting()
    held = like(
        m.CallHeldEvent,
        **at(first, "2006", holding_device_type=76, local_connection_state=4, event_cause=CAUSE_NONE),
        holding_device_id="2006",
    )
    begins = like(m.BeginCallEvent, **at(second, "2006", call_type=12, called_party_disposition=0, ani="2006"))
    consultation: dict[str, Any] = {"service_number": NULL_SERVICE, "skill_group_number": 1, "calling_device_type": 76}
    initiated = like(
        m.CallServiceInitiatedEvent,
        **at(second, "2006", local_connection_state=1, event_cause=CAUSE_NONE, calling_device_id="2006"),
        **consultation,
    )
    reserved = state("2007", S.RESERVED, agent_extension="2007")
    originated = like(
        m.CallOriginatedEvent,
        **at(second, "2006", local_connection_state=1, event_cause=CAUSE_NONE, called_device_id="2007"),
        **consultation,
        called_device_type=76,
    )
    delivered = like(m.CallDeliveredEvent, **at(second, "2007", alerting_device_type=76), **consultation)
    for client in (office.bridge, office.agent, office.other, office.caller):
        without_media(client)
    office.bridge.hears(held, begins, initiated, reserved, originated, delivered)
    office.agent.hears(m.ConsultationCallConf, held, begins, initiated, originated, delivered)
    office.other.hears(reserved, like(m.BeginCallEvent, **at(second, "2007", call_type=12)), delivered)

    office.other.sends(ask(m.AnswerCallReq, "2007", second))
    office.settle()
    office.joins(m.TransferCallReq, first, second)
    transferred = like(
        m.CallTransferredEvent,
        primary_call_id=first,
        secondary_call_id=second,
        transferring_device_id="2006",
        transferred_device_id="2007",
    )
    renamed = like(m.CallDataUpdateEvent, **at(second, "2007", new_connection_call_id=first, call_type=4))
    for client in (office.bridge, office.agent, office.other, office.caller):
        without_media(client)
    type_4 = like(m.CallDataUpdateEvent, connection_call_id=first, call_type=4, called_party_disposition=29)
    office.other.hears(transferred, renamed)
    work = state("2006", S.WORK_NOT_READY)
    office.bridge.hears(transferred, like(m.EndCallEvent, connection_call_id=second), type_4, work)
    ends = [like(m.EndCallEvent, **at(each, "2006")) for each in (second, first)]
    office.agent.hears(m.TransferCallConf, transferred, *ends, work)


@pytest.mark.fidelity("uccx.conference", "uccx.secondary-device", "uccx.conference-type")
def test_conferenced() -> None:
    """The guide's third example: the third call is told to all but the controller before CALL_CONFERENCED_EVENT."""
    office = Examples()
    first, second = office.consulting()
    office.other.sends(ask(m.AnswerCallReq, "2007", second))
    office.settle()
    office.joins(m.ConferenceCallReq, first, second)
    (third,) = office.world.centre.switch.calls(CCX)
    update = like(
        m.CallDataUpdateEvent,
        **at(first, "2005", new_connection_call_id=third, new_connection_device_id="2005"),
        call_type=15,
    )
    own = like(m.CallDataUpdateEvent, **at(second, "2007", new_connection_call_id=third), call_type=15)
    conferenced = like(
        m.CallConferencedEvent,
        primary_call_id=first,
        primary_device_id="2006",
        secondary_call_id=second,
        secondary_device_id="2007",
        controller_device_type=76,
        controller_device_id="2006",
        added_party_device_type=76,
        added_party_device_id="2007",
        num_parties=3,
        local_connection_state=3,
        event_cause=EventCause.CEC_KEY_CONFERENCE,
        line_type=3,
    )
    for client in (office.bridge, office.agent, office.other, office.caller):
        without_media(client)
    heard = office.bridge.hears(update, conferenced, like(m.EndCallEvent, connection_call_id=second))
    parties = heard[1].parties  # type: ignore[attr-defined] # it is CALL_CONFERENCED_EVENT
    assert [each.connected_party_call_id for each in parties] == [third] * 3
    office.caller.hears(update, conferenced)
    office.other.hears(own, conferenced)
    conf = like(m.ConferenceCallConf, new_connection_call_id=third)
    office.agent.hears(conf, conferenced, like(m.EndCallEvent, **at(second, "2006")))


def preview(office: Examples) -> int:
    """The agent at 2006 is available, and asked whether they call a customer; the reservation call."""
    office.says(office.agent, "2006", S.LOGIN, S.AVAILABLE)
    office.settle()
    asked = Operator(office.world).says(PreviewCustomer(number="95550100", campaign="LoadCamp", account="AC111"))
    return int(asked.call)


def responds(office: Examples, call: int, response: str) -> None:
    """The client of 2006 writes BAResponse on the call."""
    office.settle()
    office.agent.sends(
        m.SetCallDataReq(
            invoke_id=11,
            peripheral_id=CCX,
            connection_device_id_type=0,  # type: ignore[arg-type] # as it is on the wire
            connection_call_id=call,
            connection_device_id="2006",
            call_type=CallType(0),
            called_party_disposition=0,  # type: ignore[arg-type] # as it is on the wire
            campaign_id=0,
            query_rule_id=0,
            named_variables=(NamedVariable("BAResponse", response),),
        )
    )


def told(call: int, response: str) -> Any:
    """CALL_DATA_UPDATE_EVENT with the answer, which is the only variable in it."""
    return like(
        m.CallDataUpdateEvent,
        **at(call, "2006", new_connection_call_id=call, new_connection_device_id="2006", call_type=18),
        named_variables=(NamedVariable("BAResponse", response),),
    )


def reservation_over(call: int) -> tuple[Any, ...]:
    """The end of a reservation call."""
    none = {"event_cause": CAUSE_NONE}
    released = {"releasing_device_type": 76, "releasing_device_id": "2006"}
    return (
        like(m.CallConnectionClearedEvent, **at(call, "2006", local_connection_state=0xFFFF), **released, **none),
        like(m.CallClearedEvent, **at(call, "2006", local_connection_state=0), **none),
        like(m.EndCallEvent, **at(call, "")),
    )


@pytest.mark.fidelity("uccx.reservation-call", "uccx.outbound-variables")
def test_an_outbound_preview_begins() -> None:
    """RESERVED, then a call of type 18 that is delivered with cause NEW_CALL, to the agent and to who sees all."""
    office = Examples()
    call = preview(office)
    begins = like(m.BeginCallEvent, **at(call, "2006", call_type=18, connection_device_id_type=0))
    delivered = like(
        m.CallDeliveredEvent,
        **at(call, "2006", alerting_device_id="2006", called_device_id="2006"),
        local_connection_state=2,
        event_cause=EventCause.CEC_NEW_CALL,
    )
    for client in (office.bridge, office.agent):
        heard = client.hears(state("2006", S.RESERVED), begins, delivered)
        variables = {each.name: each.value for each in heard[1].named_variables}  # type: ignore[attr-defined]
        assert list(variables) == [
            *("BACampaign", "BACampaignID", "BAStatus", "BAResponse", "user.layout"),
            *("BAAccountNumber", "BADialedListID", "BABuddyName"),
        ]
        assert (variables["BAStatus"], variables["BACampaign"]) == ("DO", "LoadCamp")
    office.other.hears()


@pytest.mark.fidelity("uccx.accept")
def test_an_outbound_preview_is_accepted() -> None:
    """The reservation is over, and a call with another id begins at the agent's telephone, of type 17."""
    office = Examples()
    call = preview(office)
    responds(office, call, "Accept")
    (customer,) = office.world.centre.switch.calls(CCX)
    assert customer != call
    begins = (
        state("2006", S.TALKING),
        like(m.BeginCallEvent, **at(customer, "2006", call_type=17)),
        like(m.CallServiceInitiatedEvent, **at(customer, "2006")),
        like(m.CallOriginatedEvent, **at(customer, "2006", called_device_id="95550100")),
    )
    office.bridge.heard[:] = office.bridge.heard[:8]
    office.bridge.hears(told(call, "Accept"), *reservation_over(call), *begins)
    office.world.happens(OutsideAnswers(peripheral_id=CCX, call_id=customer))
    assert isinstance(office.agent.heard[-1], m.RtpStartedEvent | m.CallEstablishedEvent)


@pytest.mark.fidelity("uccx.reservation-ends", "uccx.cancel-reservation", "uccx.changed-variables")
@pytest.mark.parametrize(
    ("response", "after", "reason"),
    [("Reject", S.AVAILABLE, 0), ("Reject-Close", S.AVAILABLE, 0), ("Cancel Reservation", S.NOT_READY, 32_752)],
)
def test_an_outbound_preview_is_rejected(response: str, after: S, reason: int) -> None:
    """The update, the end of the reservation, and then the agent's state."""
    office = Examples()
    call = preview(office)
    responds(office, call, response)
    office.bridge.hears(told(call, response), *reservation_over(call), state("2006", after, reason))
    conf = m.SetCallDataConf
    office.agent.hears(conf, told(call, response), *reservation_over(call), state("2006", after, reason))


@pytest.mark.fidelity("uccx.skip")
@pytest.mark.parametrize("response", ["Skip", "Skip-Close"])
def test_an_outbound_preview_is_skipped(response: str) -> None:
    """AVAILABLE, the update, AVAILABLE again, and the end of the reservation."""
    office = Examples()
    call = preview(office)
    responds(office, call, response)
    available = state("2006", S.AVAILABLE)
    office.bridge.hears(available, told(call, response), available, *reservation_over(call))


def in_need(office: Examples) -> int:
    """2006 talks with a caller, and the supervisor is signed in and ready; the call."""
    call = office.in_conversation()
    office.says(office.supervisor, "2000", S.LOGIN, S.AVAILABLE)
    office.settle()
    return call


@pytest.mark.parametrize(
    ("request_class", "conf", "call_type", "cause"),
    [
        (m.SupervisorAssistReq, m.SupervisorAssistConf, 19, EventCause.CEC_SUPERVISOR_ASSIST),
        (m.EmergencyCallReq, m.EmergencyCallConf, 20, EventCause.CEC_EMERGENCY_CALL),
    ],
)
@pytest.mark.fidelity("uccx.emergency", "uccx.line-of-help")
def test_calls_for_help(request_class: Any, conf: type[Message], call_type: int, cause: EventCause) -> None:
    """A call of type 19 or 20 is placed to the supervisor, and then confirmed; without one it fails."""
    office = Examples()
    call = in_need(office)
    office.agent.sends(ask(request_class, "2006", call))
    second = office.world.centre.switch.calls(CCX)[-1]
    answer = office.agent.heard[0]
    assert isinstance(answer, conf)
    assert answer.connection_call_id == second  # type: ignore[attr-defined] # both confirmations have it
    assert (answer.line_handle, answer.line_type) == (0xFFFF, 3)  # type: ignore[attr-defined] # likewise
    begun = [each for each in office.bridge.heard if isinstance(each, m.BeginCallEvent)]
    assert [(each.connection_call_id, each.call_type) for each in begun] == [(second, call_type)]
    delivered = [each for each in office.supervisor.heard if isinstance(each, m.CallDeliveredEvent)]
    assert [(each.alerting_device_id, each.event_cause) for each in delivered] == [("2000", cause)]
    office = Examples()
    call = office.in_conversation()
    office.agent.is_refused(ask(request_class, "2006", call), StatusCode.UNSPECIFIED_FAILURE)
    alone = ask(request_class, "2006", NO_RELATED_CALL)
    assert isinstance(office.agent.asks(alone), m.ControlFailureConf | m.FailureConf)


def supervises(office: Examples, action: SupervisoryAction, call: int) -> Message:
    """The supervisor does something about the call of 2006."""
    return office.supervisor.asks(
        m.SuperviseCallReq(
            invoke_id=12,
            peripheral_id=CCX,
            agent_connection_call_id=call,
            supervisor_connection_call_id=NO_SUPERVISOR_CALL,
            agent_connection_device_id="2006",
            supervisor_connection_device_id="",
            agent_instrument="2006",
            supervisor_instrument="2000",
            supervisory_action=action,
        )
    )


@pytest.mark.fidelity("uccx.barge-in-type")
def test_a_supervisor_barges_in_and_intercepts() -> None:
    """A third call of type 23, and of 24 when the agent is out of it."""
    office = Examples()
    call = in_need(office)
    supervises(office, SupervisoryAction.BARGE_IN, call)
    (third,) = office.world.centre.switch.calls(CCX)
    (told_of,) = [each for each in office.bridge.heard if isinstance(each, m.CallConferencedEvent)]
    assert (told_of.primary_call_id, told_of.secondary_device_id, told_of.event_cause) == (
        call,
        "2000",
        EventCause.CEC_SUPERVISOR_BARGE_IN,
    )
    types = [each.call_type for each in office.bridge.heard if isinstance(each, m.CallDataUpdateEvent)]
    assert types == [23]
    office.settle()
    supervises(office, SupervisoryAction.INTERCEPT, third)
    types = [each.call_type for each in office.bridge.heard if isinstance(each, m.CallDataUpdateEvent)]
    assert types == [24]
    left = [each.device.id for each in office.world.centre.switch.call(CCX, third).connections]
    assert left == ["2005", "2000"]
    assert [each.agent_state for each in office.agent.heard if isinstance(each, m.AgentStateEvent)] == [5]


def test_the_states_of_all_csqs_in_a_list() -> None:
    """Where the site wants it: CSQState 0, and the state of each CSQ."""
    settings = attrs.evolve(site().settings, agent_state_style="list")
    world = Express(attrs.evolve(site(), settings=settings))
    bridge = world.bridge(10)
    bridge.sends(
        m.SetAgentStateReq(
            invoke_id=2,
            peripheral_id=CCX,
            agent_state=S.LOGIN,
            event_reason_code=0,
            agent_id="agt2006",
            agent_instrument="2006",
            agent_password="agt2006",
        )
    )
    _, event = bridge.hears(m.SetAgentStateConf, m.AgentStateEvent)
    assert isinstance(event, m.AgentStateEvent)
    assert (event.skill_group_state, event.skill_group_number) == (0, NULL_SKILL_GROUP)
    assert [(each.flt_skill_group_number, each.flt_skill_group_state) for each in event.skill_groups] == [(1, 2)]


@pytest.mark.fidelity("uccx.line-types", "uccx.device-types")
@pytest.mark.parametrize(("version", "kind", "line"), [(10, 0, None), (16, 78, 10), (18, 78, 10)])
def test_a_call_to_the_second_line_of_a_telephone(version: int, kind: int, line: int | None) -> None:
    """It is no business: lineType is 10 at that line, and 3 at the agent's; a number outside is a plain device."""
    office = Examples()
    office.says(office.agent, "2006", S.LOGIN)
    bridge = office.world.bridge(version, name="another bridge")
    office.agent.sends(dial_req("2006", "2106", peripheral_id=CCX))
    delivered = next(each for each in bridge.heard if isinstance(each, m.CallDeliveredEvent))
    initiated = next(each for each in bridge.heard if isinstance(each, m.CallServiceInitiatedEvent))
    named = "2106" if line is None else "2006.2106"
    assert (delivered.alerting_device_type, delivered.alerting_device_id) == (kind, named)
    if line is not None:
        assert (delivered.line_type, initiated.line_type) == (line, 3)
    bridge.forgets()
    call = office.world.caller_calls("7000")
    queued = next(each for each in bridge.heard if isinstance(each, m.CallQueuedEvent))
    assert (queued.connection_call_id, queued.calling_device_type) == (call, 0)


def test_what_is_asked_of_a_call_in_progress() -> None:
    """An agent's state with the CSQs, the call with its devices, and the calls of a telephone, in every version."""
    office = Examples()
    call = office.in_conversation()
    for client, version in ((office.bridge, 18), (office.agent, 16), (office.other, 10)):
        if client is not office.other:
            conf = client.asks(
                m.QueryAgentStateReq(invoke_id=3, peripheral_id=CCX, mrd_id=1, icm_agent_id=0, agent_id="agt2006")
            )
            assert isinstance(conf, m.QueryAgentStateConf), version
            assert (conf.agent_state, conf.agent_id, conf.agent_extension) == (S.TALKING, "agt2006", "2006")
            assert [(each.skill_group_number, each.skill_group_state) for each in conf.skill_groups] == [(1, 4)]
            seen = client.asks(
                m.SnapshotCallReq(invoke_id=4, peripheral_id=CCX, **at(call, "2006", connection_device_id_type=STATIC))
            )
            assert isinstance(seen, m.SnapshotCallConf), seen
            assert (seen.call_type, seen.ani, seen.dnis) == (0, "2005", "7000")
            assert [each.call_device_id for each in seen.devices] == ["2005", "2006"]
    own = office.agent.asks(m.SnapshotDeviceReq(invoke_id=5, peripheral_id=CCX, agent_instrument="2006"))
    assert isinstance(own, m.SnapshotDeviceConf), own
    assert [each.call_connection_call_id for each in own.calls] == [call]


@pytest.mark.fidelity("uccx.pending-masks")
@pytest.mark.parametrize(
    ("chosen", "bit"), [(S.WORK_NOT_READY, 0x40), (S.WORK_READY, 0x40), (S.NOT_READY, 0x80), (S.LOGOUT, 0x10)]
)
def test_what_an_agent_asks_for_while_they_talk(chosen: S, bit: int) -> None:
    """TALKING with what follows, to those whose mask has the bit for that."""
    office = Examples()
    wants_it = office.world.open(18, BRIDGE, name="wants it", agent_state_mask=AgentStateMask(bit))
    others = office.world.open(18, BRIDGE, name="wants others", agent_state_mask=AgentStateMask(0x1FF & ~bit))
    office.in_conversation()
    wants_it.forgets()
    office.agent.sends(
        m.SetAgentStateReq(
            invoke_id=2,
            peripheral_id=CCX,
            agent_state=chosen,
            event_reason_code=0,
            agent_id="agt2006",
            agent_instrument="2006",
            forced_flag=ForcedFlag.TRUE,
        )
    )
    heard = [each for each in wants_it.heard if isinstance(each, m.AgentStateEvent)]
    assert [(each.agent_state, each.next_agent_state) for each in heard] == [(S.TALKING, chosen)]
    assert not [each for each in others.heard if isinstance(each, m.AgentStateEvent)]


@pytest.mark.fidelity("uccx.second-lines")
def test_a_call_from_the_second_line_of_a_telephone() -> None:
    """It is told while an agent is signed in at the first one, and the agent's state is not touched."""
    office = Examples()
    dials = MakeCall(peripheral_id=CCX, device="2106", dialed_number="95550100")
    office.world.happens(dials)
    office.bridge.hears()
    office.world.happens(
        ClearConnection(peripheral_id=CCX, device="2106", call_id=office.world.centre.switch.calls(CCX)[-1])
    )
    office.says(office.agent, "2006", S.LOGIN, S.AVAILABLE)
    office.settle()
    office.world.happens(dials)
    call = office.world.centre.switch.calls(CCX)[-1]
    line = {"calling_device_type": 78, "line_type": 10}
    both = "2006.2106"
    begins = like(m.BeginCallEvent, **at(call, both, call_type=10, ani=both))
    initiated = like(m.CallServiceInitiatedEvent, **at(call, both), **line)
    originated = like(m.CallOriginatedEvent, **at(call, both), **line)
    heard = [each for each in office.bridge.heard if not isinstance(each, m.CallDataUpdateEvent | m.CallDeliveredEvent)]
    office.bridge.heard[:] = heard
    office.bridge.hears(begins, initiated, originated)


@pytest.mark.fidelity("uccx.emergency-address")
@pytest.mark.parametrize(
    ("host", "told"), [("192.168.100.200", "192.168.100.200"), ("2001:db8::1:2:3", "2001:db8::1:2:3"), (IPV6, None)]
)
def test_an_emergency_at_a_client_with_a_long_address(host: str, told: str | None) -> None:
    """ClientAddress has room for fifteen characters; an address that is longer keeps the event from nobody."""
    office = Examples()
    call = in_need(office)
    client = office.world.connects("far away", host)
    client.opens(16, BRIDGE, client_id="far away")
    client.sends(ask(m.EmergencyCallReq, "2006", call))
    (event,) = [each for each in office.bridge.heard if isinstance(each, m.EmergencyCallEvent)]
    assert (event.client_address, event.client_id, event.agent_id) == (told, "far away", "agt2006")


@pytest.mark.fidelity("uccx.assist-event")
@pytest.mark.parametrize("host", ["192.0.2.1", IPV6])
def test_a_call_for_assistance_is_told(host: str) -> None:
    """To the supervisor of the team, in the layout that Unified CCX has for it."""
    office = Examples()
    call = in_need(office)
    client = office.world.connects("far away", host)
    client.opens(16, BRIDGE, client_id="far away")
    client.sends(ask(m.SupervisorAssistReq, "2006", call))
    told = m.CcxSupervisorAssistEvent(
        peripheral_id=1,
        connection_call_id=call,
        connection_device_id_type=STATIC,
        session_id=0,
        connection_device_id="2006",
        client_id="far away",
    )
    assert office.supervisor.heard[0] == told


@pytest.mark.fidelity("uccx.long-numbers")
def test_a_number_as_long_as_can_be_dialled() -> None:
    """DNIS has less room than the number that was dialled: the call is told all the same."""
    office = Examples()
    office.says(office.agent, "2006", S.LOGIN)
    office.settle()
    number = "9" + "5" * 38
    office.agent.sends(dial_req("2006", number, peripheral_id=CCX))
    (begun,) = [each for each in office.bridge.heard if isinstance(each, m.BeginCallEvent)]
    assert (begun.dialed_number, begun.dnis, begun.ani) == (number, number[:31], "2006")


def test_a_text_of_unified_ccx_has_no_control_characters() -> None:
    """A field that Unified CCE does not have is looked at as all others are."""
    office = Examples()
    call = in_need(office)
    office.agent.is_refused(ask(m.SupervisorAssistReq, "2006", call, text="now\a"), StatusCode.UNSPECIFIED_FAILURE)
    assert isinstance(office.agent.asks(ask(m.SupervisorAssistReq, "2006", call, text="now")), m.SupervisorAssistConf)
