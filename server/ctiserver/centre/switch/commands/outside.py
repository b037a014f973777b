"""Commands of parties outside and of the network.  Scenarios S1, S2, S5, S6, S23 and S24."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import EventCause
from ctiserver.centre.switch.context import NO_DATA, CallData


@frozen(kw_only=True)
class CallArrives:
    """A caller outside seizes a trunk and dials a number of the site (scenario S1).

    Attributes:
        dialed_number: The site's number that was called, which decides the service; or the one that a call was
            announced for.
        data: What is known about the caller; its own ``dialed_number`` is replaced by the command's, and an empty
            ``dnis`` as well.
        trunk_group: The group to come in on; absent: the first that has a free trunk.

    Refused:
        1009 the number leads nowhere; 43 every trunk is taken; 267 the peripheral is off-line.
    """

    peripheral_id: int
    dialed_number: str
    data: CallData = NO_DATA
    trunk_group: int | None = None


@frozen(kw_only=True)
class CallerHangsUp:
    """An outside party of a call hangs up (scenarios S1, S2 and S5).

    Attributes:
        connection: The ConnectionDeviceID of the party; absent: the first outside party.

    Refused:
        11 no such call; 27 no outside party on it.
    """

    peripheral_id: int
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class OutsideAnswers:
    """An outside party that is called answers now, and not when chance would have it (scenarios S5, S23).

    Attributes:
        connection: The ConnectionDeviceID of the party; absent: the first that alerts.
        machine: Whether an answering machine answers, which makes a difference to predictive calls only.

    Refused:
        11 no such call; 28 no outside party of it alerts.
    """

    peripheral_id: int
    call_id: int
    connection: str | None = None
    machine: bool = False


@frozen(kw_only=True)
class OutsideRefuses:
    """An outside party that is called is busy, or the network does not get through (scenarios S6, S23).

    Attributes:
        cause: The cause of the events of the failure.

    Refused:
        As OutsideAnswers.
    """

    peripheral_id: int
    call_id: int
    connection: str | None = None
    cause: EventCause = EventCause.CEC_BUSY


@frozen(kw_only=True)
class AnnounceCall:
    """The router sends a call to an agent, and announces it before it is there (scenario S24).

    It arrives by a ``CallArrives`` for the extension of the station where the agent is signed in.

    Attributes:
        dialed_number: The number of the site that the caller dialled; it decides the service.
        agent_id: The agent chosen for the call, who is reserved until it arrives; absent: the one who has been
            available longest for that number.
        data: What is known about the caller already.
        arrives_after: Seconds after which it arrives by itself, if it is expected for so long; absent: it does not.

    Refused:
        71 the central controller is out of reach, or the site does without pre-calls; 1009 ``dialed_number`` leads
        nowhere; 256 unknown agent; 21 the agent is not available, or nobody is.
    """

    peripheral_id: int
    dialed_number: str
    agent_id: str | None = None
    data: CallData = NO_DATA
    arrives_after: int | None = None


@frozen(kw_only=True)
class PreviewCustomer:
    """The outbound subsystem of Unified CCX asks an agent whether they call a customer.

    Attributes:
        number: The customer's number, as the agent's telephone is to dial it.
        agent_id: Who is asked; absent: the one who has been available longest.
        campaign, layout, account, list_id, name: What the agent is told of the customer, as the variables BACampaign,
            user.layout, BAAccountNumber, BADialedListID and BABuddyName.

    Refused:
        71 the peripheral has no such subsystem; 1009 ``number`` does not lead outside; 256 unknown agent; 21 the agent
        is not available, or nobody is.
    """

    peripheral_id: int
    number: str
    agent_id: str | None = None
    campaign: str = ""
    layout: str = "default"
    account: str = ""
    list_id: str = ""
    name: str = ""


@frozen(kw_only=True)
class TranslationRouteCall:
    """The router sends a call here by a translation route, and announces it before it is there (scenario S24).

    It arrives by a ``CallArrives`` for its DNIS, and goes into the queue then.

    Attributes:
        dialed_number: The number of the site that the caller dialled; it decides the service.
        dnis: The number by which the coming call is recognised; absent: the first of the translation routes of
            ``dialed_number`` that is free.
        data: What is known about the caller already.
        arrives_after: Seconds after which it arrives by itself, if it is expected for so long; absent: it does not.

    Refused:
        71 the central controller is out of reach; 1009 ``dialed_number`` leads nowhere; 33 ``dnis`` is a number of the
        site, or another call is expected on it, or no translation route is free.
    """

    peripheral_id: int
    dialed_number: str
    dnis: str | None = None
    data: CallData = NO_DATA
    arrives_after: int | None = None
