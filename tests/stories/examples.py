"""The contact centre of the examples of the guide of Unified CCX, and the people in it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiproto.constants.limits import NULL_SERVICE, NULL_SKILL_GROUP
from ctiproto.declare import Message
from ctiserver.site.load import parse_site
from ctiserver.site.model import Site
from tests.support.express import CCX, Express
from tests.support.harness import DESKTOP, SUPERVISOR, Client, call_req, dial_req, like

S = AgentState
CAUSE_NONE: Final = 65535

SITE: Final = b"""
dialect = "uccx"

[[peripherals]]
id = 1

[dial_plan]
outside_prefix = "9"
outside_min_digits = 5

[[desk_settings]]
id = 1
ring_no_answer_time = 12

[[skill_groups]]
number = 1
id = 5001
automatic_work = 20

[[skill_groups]]
number = 2
id = 5002

[[services]]
number = 7
id = 6007
members = [1]

[[dialed_numbers]]
number = "7000"
service_number = 7

[[devices]]
number = "9026"
type = "CTI_PORT"

[[devices]]
number = "2106"
type = "NON_ACD_DEVICE_IDENTIFIER"

[[terminals]]
name = "SEP2006"
instruments = ["2006", "2106"]

[[agents]]
id = "agt2005"
extension = "2005"
icm_agent_id = 1
skill_groups = [2]

[[agents]]
id = "agt2006"
extension = "2006"
icm_agent_id = 2
skill_groups = [1]

[[agents]]
id = "agt2007"
extension = "2007"
icm_agent_id = 3
skill_groups = [1]

[[agents]]
id = "sup2000"
extension = "2000"
icm_agent_id = 4
skill_groups = [2]

[[teams]]
id = 1
members = ["agt2005", "agt2006", "agt2007"]
primary_supervisor = "sup2000"
"""


@cache
def site() -> Site:
    """The contact centre of the guide's examples: agents at 2005, 2006 and 2007, and the trigger 7000."""
    return parse_site(SITE, "examples.toml")


class Examples:
    """The people of the guide's examples at their desks.

    Attributes:
        bridge: sees all, in version 18.
        agent: the desktop of 2006, of version 16.
        other: the desktop of 2007, of version 10.
        caller: the desktop of 2005, of version 16, who is an agent too.
        supervisor: the desktop of 2000, of version 18.
    """

    def __init__(self) -> None:
        self.world = Express(site())
        self.bridge = self.world.bridge(18)
        self.agent = self.sits("2006", 16)
        self.other = self.sits("2007", 10)
        self.caller = self.sits("2005", 16)
        self.supervisor = self.sits("2000", 18, SUPERVISOR)
        self.settle()

    def sits(self, extension: str, version: int, services: int = DESKTOP) -> Client:
        """An agent's client opens its session."""
        agent_id = named(extension)
        client = self.world.connects(f"desktop {extension}")
        client.opens(version, services, client_id=f"desktop {extension}", agent_id=agent_id, agent_extension=extension)
        return client

    def says(self, client: Client, extension: str, *states: S) -> None:
        """An agent asks for states."""
        for asked in states:
            client.sends(
                m.SetAgentStateReq(
                    invoke_id=2,
                    peripheral_id=CCX,
                    agent_state=asked,
                    event_reason_code=0,
                    agent_id=named(extension),
                    agent_instrument=extension,
                    agent_password=named(extension) if asked is S.LOGIN else None,
                )
            )

    def settle(self) -> None:
        """What was heard so far was only the scene."""
        for client in self.world.clients.values():
            client.forgets()

    def dials_the_trigger(self) -> int:
        """The agent at 2005 calls 7000; the call."""
        self.caller.sends(dial_req("2005", "7000", peripheral_id=CCX))
        return self.world.centre.switch.calls(CCX)[-1]

    def in_conversation(self) -> int:
        """2005, who is signed in, talks with 2006 over 7000; 2007 is signed in and not ready; the call."""
        self.says(self.caller, "2005", S.LOGIN)
        self.says(self.agent, "2006", S.LOGIN, S.AVAILABLE)
        self.says(self.other, "2007", S.LOGIN)
        call = self.dials_the_trigger()
        self.agent.sends(ask(m.AnswerCallReq, "2006", call))
        self.settle()
        return call

    def consulting(self) -> tuple[int, int]:
        """2006 consults 2007 about the call of 2005; both calls."""
        first = self.in_conversation()
        self.says(self.other, "2007", S.AVAILABLE)
        self.settle()
        self.agent.sends(
            m.ConsultationCallReq(
                invoke_id=9,
                peripheral_id=CCX,
                active_connection_call_id=first,
                active_connection_device_id="2006",
                dialed_number="2007",
            )
        )
        return first, self.world.centre.switch.calls(CCX)[-1]

    def joins(self, cls: type[Message], first: int, second: int) -> None:
        """2006 joins the two calls."""
        fields: dict[str, Any] = {
            "invoke_id": 10,
            "peripheral_id": CCX,
            "active_connection_call_id": second,
            "active_connection_device_id": "2006",
            "held_connection_call_id": first,
            "held_connection_device_id": "2006",
        }
        self.agent.sends(cls(**fields))


def named(extension: str) -> str:
    """The AgentID of who sits there."""
    return f"sup{extension}" if extension == "2000" else f"agt{extension}"


def ask(cls: Any, device: str, call: int, **fields: Any) -> Message:
    """A request about a call of a station."""
    request: Message = call_req(cls, device, call, peripheral_id=CCX, **fields)
    return request


def at(call: int, device: str, **fields: Any) -> dict[str, Any]:
    """The connection that an event names, and what else it has."""
    return {"connection_call_id": call, "connection_device_id": device, **fields}


def state(extension: str, agent_state: S, reason: int = 0, **fields: Any) -> Any:
    """AGENT_STATE_EVENT: once, for all CSQs."""
    return like(
        m.AgentStateEvent,
        agent_id=named(extension),
        agent_state=agent_state,
        skill_group_state=agent_state,
        skill_group_number=NULL_SKILL_GROUP,
        event_reason_code=reason,
        skill_groups=(),
        **fields,
    )


def without_media(client: Client) -> list[Message]:
    """What a client heard of calls and agents."""
    heard = [each for each in client.heard if not isinstance(each, m.RtpStartedEvent | m.RtpStoppedEvent)]
    client.heard[:] = heard
    return heard


NO_APPLICATION: Final = {"service_number": NULL_SERVICE, "skill_group_number": NULL_SKILL_GROUP}
