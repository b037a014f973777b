"""What the switch does differently at peripherals of different types.

The guide describes a switch in general.  What Unified CCE was seen to do beyond it, or instead, holds for peripherals
of its type alone.  Each difference is a field here, and the modules of the switch ask for the field, not for the type.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import CallType, ControlFailureCode, EventCause, PeripheralType
from ctiserver.centre.switch import reasons
from ctiserver.centre.switch.errors import CCX_ERRORS
from ctiserver.centre.switch.system_reasons import CCX_EXTENSION_CHANGED, OF_UNIFIED_CCX, USUAL, SystemReasons

if TYPE_CHECKING:
    from ctiserver.site.model import Settings, Site


class AgentEvents(Enum):
    """Where the report of an agent stands among the events of the call that it is due to.

    ``FIRST``: before the event of an answer, or of a call that begins.  ``LAST``: behind all events of the call.
    ``DELAYED``: as ``LAST``, and later by ``AGENT_EVENTS_DELAY``.
    """

    FIRST = "first"
    LAST = "last"
    DELAYED = "delayed"


AGENT_EVENTS_DELAY: Final = 0.5
"""Seconds by which old systems told of agents later than of calls."""


@frozen(kw_only=True)
class Profile:
    """The rules of one type of peripheral; the defaults are those of the guide, or ours where it has none.

    Attributes:
        cluster_call_ids: Whether calls have the numbers of a Unified CM cluster, and the peripheral none of its own.
        names_outside_by_number: Whether the connection of an outside party is called as the party's number.
        call_per_leg: Whether a contact goes on as a new call when the router sends it on.
        first_leg: The sequence number of the router call key of a contact's first call.
        out_after_network: Whether a call to the outside is one inside until it has reached the network.
        overflowed: The type of a call from outside that goes from one queue to another; ``None``: it keeps its own.
        called_inside: The type that a call of a station has to the station that it calls; ``None``: its own.
        cce_dispositions: Whether calls end with the dispositions of Unified CCE, which has none for busy parties.
        unrouted: The type of a call from outside that no router has seen.
        routed_to_agent: The type of a call that the router announced to an agent of its choice.
        consult_conference: The type of a call that became a conference out of a consultation.
        calls_by_hand: Whether an available agent may dial at the telephone, and is available again afterwards.
        agent_events: Where reports of agents stand, unless the site says it.
        delivers_unattended: Whether it is told that a call rings where no agent is signed in, unless the site says it.
        consult_transfer: The type of a call that went to a party who had been consulted.
        single_step_transfer: The type of a call that went to a party in a single step.
        transfers_by_second_call: Whether a transfer in a single step holds the call and makes a second one of it.
        barged_in: The type of a call that a supervisor has barged in on; ``None``: it keeps its own.
        whisper: The type of the call by which a supervisor whispers to an agent.
        names_called_agents_group: Whether events of a call that nobody routed name the group that it counts for at the
            agent who is called.
        client_gone: The reason that is told of an agent whose client says that it is gone (50001).
        extension_changed: The reason of the LOGOUT of an agent whose extension is changed while they are signed in.
        knows_lost_desktops: Whether a forced LOGOUT with reason 255 says that the agent's desktop is lost.
        reservation_timeout: Seconds for which an agent is kept for an announced call, unless the site says it.
        reserves_on_hold: Whether a dialler's reservation call does not ring, but is on hold at the agent at once.
        signs_out_when_lost: Whether a lost link to the peripheral signs its agents out, unless the site says no.
        reasons: The reasons that it gives for what it does to agents by itself.
        monitored_alone: Whether a call is known from when a route point, a CTI port or an agent has part in it, and not
            before; ``False``: all calls are.
        by_cti_port: Whether a call in a queue is answered by a CTI port, and is diverted from there to the agent.
        to_queue_from_inside: The type of a call of an agent to a number of the site; ``None``: as any other inside.
        queued: The type that a call has from when it is queued, unless it is made for a purpose; ``None``: its own.
        inside_by_nobody: The type of a call inside that no agent places; ``None``: as that of an agent.
        reserves_consulted: Whether a consulted agent is reserved before the number has been dialled.
        counts_own_calls: Whether a call that an agent places counts for a group of theirs; else a consultation counts
            for the group of the call that it is about, and any other call for none.
        conference_is_new: Whether a conference is a third call, which its parties are told of before it is there.
        conference_cause: The cause of a conference that an agent makes.
        work_keeps_calls: Whether a telephone stays associated with a call while its agent has after-call work.
        routed_calls_alone: Whether an agent is TALKING or RESERVED only by calls that the router sent, or that are
            about those, holds a call in TALKING, and is NOT_READY meanwhile by any other call.
        ccx_dispositions: Whether calls have the few dispositions of Unified CCX, and no other.
        calling_number_is_ani: Whether a call of a station has the station's number as its ANI, and the number that was
            dialled as its DNIS.
        updates_changed_variables: Whether an update of a call has the named variables that changed and no others.
        previews: Whether an agent can be asked by a reservation call whether they call a customer.
        announces_calls: Whether a call that the router has sent to an agent is announced to the agent.
        tells_login: Whether a login is told as such, before the state that follows.
        needs_supervisor: Whether an emergency is told only if a supervisor is found for it.
        errors: The numbers that it has for the reasons of refusals, 0 for those that are not there; ``None``: those
            that the switch gives.
    """

    cluster_call_ids: bool = False
    names_outside_by_number: bool = False
    call_per_leg: bool = False
    first_leg: int = 0
    out_after_network: bool = False
    overflowed: CallType | None = CallType.CALLTYPE_OVERFLOW_IN
    called_inside: CallType | None = None
    cce_dispositions: bool = False
    unrouted: CallType = CallType.CALLTYPE_ACD_IN
    routed_to_agent: CallType = CallType.CALLTYPE_PREROUTE_DIRECT_AGENT
    consult_conference: CallType = CallType.CALLTYPE_CONSULT_CONFERENCE
    consult_transfer: CallType = CallType.CALLTYPE_CONSULT_OFFERRED
    single_step_transfer: CallType = CallType.CALLTYPE_OFFERED
    transfers_by_second_call: bool = False
    barged_in: CallType | None = None
    whisper: CallType = CallType.CALLTYPE_SUPERVISOR_WHISPER
    names_called_agents_group: bool = False
    calls_by_hand: bool = False
    agent_events: AgentEvents = AgentEvents.LAST
    delivers_unattended: bool = True
    client_gone: int = reasons.CLIENT_GONE
    extension_changed: int = reasons.OUT_OF_SERVICE
    knows_lost_desktops: bool = False
    reservation_timeout: float = 10.0
    reserves_on_hold: bool = False
    signs_out_when_lost: bool = False
    reasons: SystemReasons = USUAL
    monitored_alone: bool = False
    by_cti_port: bool = False
    to_queue_from_inside: CallType | None = None
    queued: CallType | None = None
    inside_by_nobody: CallType | None = None
    reserves_consulted: bool = False
    counts_own_calls: bool = True
    conference_is_new: bool = False
    conference_cause: EventCause = EventCause.CEC_NONE
    work_keeps_calls: bool = True
    routed_calls_alone: bool = False
    ccx_dispositions: bool = False
    calling_number_is_ani: bool = False
    updates_changed_variables: bool = False
    previews: bool = False
    announces_calls: bool = True
    tells_login: bool = True
    needs_supervisor: bool = False
    errors: Mapping[ControlFailureCode, int] | None = None


GENERIC: Final = Profile()
"""The rules of a peripheral of which nothing more is known than the guide says."""

UNIFIED_CCE: Final = Profile(
    cluster_call_ids=True,
    names_outside_by_number=True,
    # fidelity calls.leg: seen E1, E9, A, B: Each leg of a contact, at the route point and at an agent, is a call of
    # its own, with a number of its own and the same router call key but for a later sequence number.
    call_per_leg=True,
    # fidelity calls.first-leg: seen A: The first call of a contact has sequence number 1.
    first_leg=1,
    # fidelity calls.outgoing-type: seen E4, O: A call to the outside has type 9 from when it has reached the network;
    # that it has type 10 until then, and that CALL_DATA_UPDATE_EVENT tells the change, is ours.
    out_after_network=True,
    # fidelity calls.overflow-type: seen O: Type 5 is not used there; a call that overflows keeps its own.
    overflowed=None,
    # fidelity calls.called-inside-type: seen E5, O: To the agent who is called by another of the same peripheral the
    # call has type 6; to the caller, and to those who see all, it has type 10.
    called_inside=CallType.CALLTYPE_OTHER_IN,
    # fidelity calls.dispositions: seen O: A call ends with 3 unanswered by the called agent, with 10 if an agent placed
    # it, with 4 before it had a destination, with 6 if the caller hangs up on hold, and with 14 without any agent.
    cce_dispositions=True,
    # fidelity calls.unrouted-type: seen E5, O: A call from outside without routing information has type 6.
    unrouted=CallType.CALLTYPE_OTHER_IN,
    # fidelity calls.announced-type: seen E1, O: A call that the router sends to an agent has type 2, also if it was
    # announced to that one; 3 is not used there.
    routed_to_agent=CallType.CALLTYPE_PREROUTE_ACD_IN,
    # fidelity calls.conference-type: seen E3: A consultation that becomes a conference has type 15, never 14.
    consult_conference=CallType.CALLTYPE_CONFERENCE,
    # fidelity agents.off-hook-by-hand: seen E12, B: An available agent who dials at the telephone is TALKING without
    # reason 50006 before, which is for MAKE_CALL_REQ, and is AVAILABLE again directly.
    calls_by_hand=True,
    agent_events=AgentEvents.FIRST,
    # fidelity calls.consult-transfer-type: seen E2: A call that an agent handed over after a consultation has type 4.
    consult_transfer=CallType.CALLTYPE_TRANSFER_IN,
    # fidelity calls.single-step-transfer-type: seen E2: A call that was transferred in a single step has type 4, by
    # whichever number it was.
    single_step_transfer=CallType.CALLTYPE_TRANSFER_IN,
    # fidelity transfers.second-call: seen E7, E8, Q: A transfer in a single step holds the call and makes a second one
    # to the target, of which nothing is left when the transfer is told.
    transfers_by_second_call=True,
    # fidelity calls.barge-in-type: seen E6: A call that a supervisor has barged in on has type 15.
    barged_in=CallType.CALLTYPE_CONFERENCE,
    # fidelity calls.whisper-type: ours: A call by which a supervisor whispers has the type of one by which they listen,
    # because that of whispering is not used there.
    whisper=CallType.CALLTYPE_SUPERVISOR_MONITOR,
    # fidelity groups.called-agent: seen E20, P: A direct call, or a transfer by extension, counts for the default group
    # of the called agent, or for the first if none is the default; one by dialled number for the group of the queue.
    names_called_agents_group=True,
    # fidelity calls.delivered-attended: seen E13, I: CALL_DELIVERED_EVENT comes only where an agent is signed in at the
    # called station; the caller is told of the dialled number, and then of the answer.
    delivers_unattended=False,
    # fidelity agents.reason-50001: seen P: Reason 50001 is told as 50002.
    client_gone=reasons.CLIENT_FAILED,
    # fidelity agents.extension-changed: seen P: An agent whose extension an administrator changes is signed
    # out with reason -3, which is 65533 in two bytes.
    extension_changed=reasons.EXTENSION_CHANGED,
    knows_lost_desktops=True,
    # fidelity agents.reservation-timeout: seen E18, O: An agent is kept for half a minute for a call that was routed to
    # them and does not arrive.
    reservation_timeout=30.0,
    # fidelity agents.outbound-hold: seen E21, P, T: A dialler's reservation call is a virtual one, by which an
    # available agent is in HOLD and never RESERVED, until the call of the customer comes.
    reserves_on_hold=True,
    # fidelity agents.lost-peripheral: seen E19, P: All agents of a peripheral that is lost are signed out with 50002.
    signs_out_when_lost=True,
)
"""The rules of a Unified CCE peripheral (PT_ENTERPRISE_AGENT), as real ones were seen to behave."""

UNIFIED_CCX: Final = Profile(
    # fidelity uccx.call-ids: seen D: Calls have the numbers of the cluster, and keep them from the caller to the agent.
    cluster_call_ids=True,
    # fidelity uccx.outside-by-number: ours: The connection of an outside party is called as the party's number.
    names_outside_by_number=True,
    # fidelity uccx.outgoing-type: guide Unified CCX, "CallType Fields": A call of an agent has type 10, and 9 from when
    # it leaves the switch.
    out_after_network=True,
    # fidelity uccx.overflow-type: guide Unified CCX, "CallType Values": Type 5 is not used there; a call that overflows
    # keeps its own.
    overflowed=None,
    # fidelity uccx.called-inside-type: seen C: To the agent who is called by another the call has type 9.
    called_inside=CallType.CALLTYPE_OUT,
    # fidelity uccx.dispositions: seen D: A call has disposition 15, 29, 30 or none.
    ccx_dispositions=True,
    # fidelity uccx.conference-type: seen E3, E16: A conference has type 15.
    consult_conference=CallType.CALLTYPE_CONFERENCE,
    # fidelity uccx.transfer-type: guide Unified CCX, "CallType Fields"; ours: A call that was handed over after a
    # consultation has type 4; that this holds for calls that no router sent as well is ours.
    consult_transfer=CallType.CALLTYPE_TRANSFER_IN,
    # fidelity uccx.blind-transfer-type: guide Unified CCX, "CallType Values": A call that was transferred blindly has
    # type 11.
    single_step_transfer=CallType.CALLTYPE_OFFERED,
    # fidelity uccx.barge-in-type: guide Unified CCX, "CallType Values": A call that a supervisor has barged in on has
    # type 23.
    barged_in=CallType.CALLTYPE_SUPERVISOR_BARGEIN,
    # fidelity uccx.whisper-type: guide Unified CCX, "CallType Values"; ours: There is no type of whispering; the call
    # has that of listening.
    whisper=CallType.CALLTYPE_SUPERVISOR_MONITOR,
    # fidelity uccx.agents-first: seen E15; inferred E11: An agent is told to be reserved, or to talk, before the event
    # of the call.
    agent_events=AgentEvents.FIRST,
    # fidelity uccx.extension-changed: guide Unified CCX, "Reason Codes for Agent State Change": An agent whose
    # extension an administrator changes is signed out with 32750.
    extension_changed=CCX_EXTENSION_CHANGED,
    signs_out_when_lost=True,
    reasons=OF_UNIFIED_CCX,
    # fidelity uccx.monitored-devices: guide Unified CCX, "BEGIN_CALL_EVENT"; seen D: A call begins with the first route
    # point, CTI port or agent's telephone that has part in it, and what happened to it before is not told.
    monitored_alone=True,
    # fidelity uccx.leaves-queue: guide Unified CCX, "CALL_DEQUEUED_EVENT", "CALL_DIVERTED_EVENT": A call leaves its
    # queue for an agent by CALL_DIVERTED_EVENT.
    by_cti_port=True,
    # fidelity uccx.dialled-trigger: seen D: A call of an agent to a trigger has type 9.
    to_queue_from_inside=CallType.CALLTYPE_OUT,
    # fidelity uccx.queued-type: guide Unified CCX, "CallType Fields": A call that is queued has type 1.
    queued=CallType.CALLTYPE_ACD_IN,
    # fidelity uccx.unmonitored-caller: guide Unified CCX, "CallType Fields": A call from a telephone without an agent
    # has type 6.
    inside_by_nobody=CallType.CALLTYPE_OTHER_IN,
    # fidelity uccx.reserved-first: seen E15, D: A consulted agent is RESERVED between CALL_SERVICE_INITIATED_EVENT and
    # CALL_ORIGINATED_EVENT.
    reserves_consulted=True,
    # fidelity uccx.own-calls: seen D: A call that an agent places is for no CSQ; a consultation is for that of the call
    # that it is about, at both ends.
    counts_own_calls=False,
    names_called_agents_group=True,
    # fidelity uccx.conference: seen E16, D: A conference is a third call: its parties but the controller, and those who
    # see all, are told the new number and type 15 before CALL_CONFERENCED_EVENT, which has cause 17.
    conference_is_new=True,
    conference_cause=EventCause.CEC_KEY_CONFERENCE,
    routed_calls_alone=True,
    # fidelity uccx.end-before-work: ours: END_CALL_EVENT comes when the call is over, before the agent has work.
    work_keeps_calls=False,
    # fidelity uccx.ani: seen D: A call of a station has its number as ANI, a consultation that of the agent who
    # consults; that DNIS is the number that was dialled is in the bytes of a real frame.
    calling_number_is_ani=True,
    # fidelity uccx.no-pre-calls: guide Unified CCX, "Call-Event Message Summary Descriptions": There is no message that
    # announces a call.
    announces_calls=False,
    # fidelity uccx.changed-variables: guide Unified CCX, "CALL_DATA_UPDATE_EVENT"; seen D: An update has the named
    # variables that changed and no others.
    updates_changed_variables=True,
    previews=True,
    # fidelity uccx.login: guide Unified CCX, "Agent State Values": Login is a state to be asked for; what is told is
    # the state that follows it.
    tells_login=False,
    # fidelity uccx.emergency: guide Unified CCX, "EMERGENCY_CALL_REQ": Without a supervisor an emergency fails.
    needs_supervisor=True,
    errors=CCX_ERRORS,
)
"""The rules of a Unified CCX engine."""

_BY_TYPE: Final = {PeripheralType.ENTERPRISE_AGENT: UNIFIED_CCE, PeripheralType.CRS: UNIFIED_CCX}


def profile_of(kind: PeripheralType) -> Profile:
    """The rules of peripherals of a type."""
    return _BY_TYPE.get(kind, GENERIC)


def profiles_of(site: Site) -> dict[int, Profile]:
    """The rules of each peripheral of a site: those of its type, with what the site file changes of them."""
    return {peripheral.id: _changed(profile_of(peripheral.type), site.settings) for peripheral in site.peripherals}


def _changed(profile: Profile, settings: Settings) -> Profile:
    order, timeout = settings.event_order.agent_events, settings.precall_timeout
    return evolve(
        profile,
        agent_events=profile.agent_events if order is None else AgentEvents(order),
        called_inside=profile.called_inside if settings.called_side_other_in else None,
        delivers_unattended=profile.delivers_unattended or settings.delivered_unattended,
        reservation_timeout=profile.reservation_timeout if timeout is None else timeout,
        signs_out_when_lost=profile.signs_out_when_lost and settings.logout_on_peripheral_loss,
    )
