"""Whatever well-formed request comes from whatever session: one answer, and never a mistake of ours."""

from __future__ import annotations

import sys
from typing import Any, Final, cast

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctiproto.codec import codec
from ctiproto.constants import AgentState, ConnectionDeviceIDType, CTIService
from ctiproto.declare import Kind, Message, Sender, messages_of
from ctiproto.messages import (
    AnswerCallReq,
    CloseReq,
    HeartbeatReq,
    ListAgentTeamReq,
    MonitorAgentTeamStartReq,
    OpenReq,
    SetCallDataReq,
)
from ctiproto.messages.parts import Opaque
from ctiproto.schema import Fixed, Floating
from ctiproto.strategies import messages
from ctiproto.versions import Dialect, Profile
from ctiserver.engine.services.handlers import HANDLERS
from ctiserver.site.model import Site
from tests.house.tree import modules
from tests.support.harness import BRIDGE, DESKTOP, PG, SUPERVISOR, Client, World, call_req, demo, state_req
from tests.support.orders import consult

VERSION: Final = 25
SITE: Final = demo()

OTHERS: Final = (
    attrs.evolve(
        SITE,
        agents=tuple(agent for agent in SITE.agents if agent.id != "1001"),
        teams=SITE.teams[1:],
        dialed_numbers=SITE.dialed_numbers[1:],
    ),
    attrs.evolve(
        SITE,
        agents=tuple(attrs.evolve(agent, extension=f"9{agent.extension}") for agent in SITE.agents),
        trunk_groups=(),
        teams=(attrs.evolve(SITE.teams[0], primary_supervisor="1001"), *SITE.teams[1:]),
    ),
)
"""What the site may become: without A, and without anybody's telephone."""

OF_THE_SESSION: Final = (OpenReq, HeartbeatReq, CloseReq)
REQUESTS: Final = [
    cls
    for cls in messages_of(Dialect.UCCE).by_number.values()
    if cls.declaration.kind is Kind.REQUEST
    and cls.declaration.sender is not Sender.SERVER
    and cls not in OF_THE_SESSION
]
BUILT: Final = [cls for cls in REQUESTS if cls in HANDLERS]

_CALLS = st.deferred(lambda: st.sampled_from([*LIVE_CALLS, 0xFFFFFFFF, 99]))
_DEVICES = st.sampled_from(["2001", "2002", "2000", "5550100", "nobody"])
_KINDS = st.sampled_from([ConnectionDeviceIDType.STATIC, ConnectionDeviceIDType.NONE])
_LIKELY: Final[dict[str, st.SearchStrategy[Any]]] = {
    "peripheral_id": st.sampled_from([PG, PG, PG, PG, 1]),
    "agent_id": st.sampled_from(["1001", "1002", "1000", "nobody", None]),
    "agent_extension": st.sampled_from(["2001", "2002", None]),
    "agent_instrument": st.sampled_from(["2001", "2002", "2000", None]),
    "supervisor_instrument": st.sampled_from(["2000", "2001", None]),
    "supervisor_id": st.sampled_from([10000, 10001]),
    "dialed_number": st.sampled_from(["2002", "8001", "95550100", "7", ""]),
    "called_device_id": _DEVICES,
    "calling_device_id": _DEVICES,
    "originating_device_id": st.sampled_from(["8001", "2001"]),
    "dtmf_string": st.sampled_from(["1", "x"]),
    "team_id": st.sampled_from([7001, 7002, 1]),
}
"""Values of fields, by their names."""


@st.composite
def requests(draw: st.DrawFn) -> Message:
    """A request that may well be about something that is there."""
    request = draw(st.sampled_from([*REQUESTS, *BUILT, *BUILT]).flatmap(lambda cls: messages(Profile(VERSION), cls)))
    if isinstance(request, Opaque):
        return request
    is_plain = draw(st.booleans())
    likely: dict[str, Any] = {}
    if is_plain:
        likely |= {name: () for name in ("named_variables", "named_arrays", "skill_groups") if hasattr(request, name)}
    # Counts follow from their lists.
    given = {each.name for each in attrs.fields(cast("type[attrs.AttrsInstance]", type(request))) if each.init}
    fields: list[Fixed | Floating] = [*request.declaration.fixed, *request.declaration.tags()]
    for field in fields:
        value = getattr(request, field.attribute, ())
        if field.attribute in given and not isinstance(value, tuple):
            chosen = draw(_likely(request, field, value, is_plain=is_plain))
            if chosen is not None or not getattr(field, "required", True):
                likely[field.attribute] = chosen
    return request.changed(**likely)


def _likely(request: Message, field: Fixed | Floating, value: object, *, is_plain: bool) -> st.SearchStrategy[Any]:
    """Values for a field that lead further than chance alone."""
    name = field.attribute
    numbers = field.wire.numbers
    if name.endswith("call_id") and not name.startswith("router"):
        return _CALLS
    if name.endswith(("connection_device_id", "connection_device_id_type")):
        return _KINDS if name.endswith("type") else _DEVICES
    if name in _LIKELY and (name != "supervisor_id" or isinstance(request, ListAgentTeamReq)):
        return _LIKELY[name]
    if is_plain and numbers is not None and value is not None:
        return st.sampled_from(list(numbers))
    if is_plain and isinstance(value, str):
        return st.sampled_from(["", "one", "two"])
    return st.just(0 if name.startswith("reserved") else value)


def _world() -> list[Client]:
    """A call with A on hold, who consults B; a supervisor, and people who see all or nothing."""
    world = World(SITE)
    bridge = world.bridge(VERSION, BRIDGE | CTIService.SERVICE_SUPERVISOR)
    a, b = world.desktop("1001"), world.desktop("1002")
    chief = world.supervisor("1000")
    for client, agent_id in ((a, "1001"), (b, "1002"), (chief, "1000")):
        client.sends(state_req(agent_id, AgentState.LOGIN), state_req(agent_id, AgentState.AVAILABLE))
    call = world.caller_calls()
    a.sends(call_req(AnswerCallReq, "2001", call))
    a.sends(consult("2001", call, "2002"))
    b.sends(call_req(AnswerCallReq, "2002", world.centre.switch.calls(PG)[-1]))
    assert len(world.centre.switch.calls(PG)) == len(("that of A", "that of A and B"))
    return [bridge, a, b, chief, world.open(VERSION, 0, name="nobody"), world.open(VERSION, DESKTOP & ~1, name="half")]


LIVE_CALLS: Final[tuple[int, ...]] = _world()[0].world.centre.switch.calls(PG)
"""The calls that there are at the beginning."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 5), requests()), min_size=1, max_size=6))
def test_every_request_has_one_answer(sent: list[tuple[int, Message]]) -> None:
    """The harness fails on any mistake of ours, and on any frame that its reader would not understand."""
    _answered(_world(), sent)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.sampled_from(OTHERS), st.lists(st.tuples(st.integers(0, 5), requests()), min_size=1, max_size=6))
def test_every_request_has_one_answer_at_another_site(other: Site, sent: list[tuple[int, Message]]) -> None:
    """Also those about whom and what is gone, and from those whose agent or station is."""
    clients = _world()
    clients[0].world.becomes(other)
    _answered(clients, sent)


def _answered(clients: list[Client], sent: list[tuple[int, Message]]) -> None:
    for number, (chair, request) in enumerate(sent, 1000):
        client = clients[chair]
        for each in clients:
            each.forgets()
        client.sends_bytes(_numbered(request, number))
        answers = [message for message in client.heard if getattr(message, "invoke_id", None) == number]
        assert len(answers) == 1, (request, answers)
        assert client.heard[0] is answers[0]


def _numbered(request: Message, number: int) -> bytes:
    """The frame of a request with that InvokeID."""
    frame = bytearray(codec(Profile(VERSION)).encode(request))
    if len(frame) < 12:
        frame += bytes(12 - len(frame))
        frame[:4] = (4).to_bytes(4)
    frame[8:12] = number.to_bytes(4)
    return bytes(frame)


def test_there_is_something_to_try() -> None:
    """Chance draws from requests that are built, and the scene offers supervisors what they ask for."""
    assert {SetCallDataReq, MonitorAgentTeamStartReq} <= set(BUILT)
    assert len(_world()) == 6
    assert SUPERVISOR & CTIService.SERVICE_SUPERVISOR


def test_examples_are_the_same_whatever_else_is_tested() -> None:
    """All modules of the product are loaded where properties are tried: Hypothesis takes some values from them."""
    product = {name for name in modules() if not name.endswith("__main__")}
    assert product - set(sys.modules) == set()
