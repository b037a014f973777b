"""Any order of requests to monitor, register, record and send texts: each gets one answer, and nothing goes wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    ClientEventState,
    ConnectionDeviceIDType,
    CTIService,
    DeviceIDType,
    Distribution,
    ServerMode,
    StatusCode,
)
from ctiproto.declare import Message
from tests.ctiserver.engine.services.watchers import RECORDING, record, records, stop_recording, watch_device
from tests.support.harness import BRIDGE, DESKTOP, PG, Client, World, call_req, demo, state_req

SITE: Final = demo(control_timeout=5.0)
OTHER: Final = attrs.evolve(
    SITE,
    agents=tuple(agent for agent in SITE.agents if agent.id != "1002"),
    teams=SITE.teams[1:],
    dialed_numbers=SITE.dialed_numbers[:-1],
    trunk_groups=(),
)
WATCHES: Final = CTIService.SERVICE_PERIPHERAL_MONITOR | CTIService.SERVICE_CLIENT_MONITOR | CTIService.SERVICE_SERVER

NUMBERS: Final = st.integers(0, 8)


def _first_calls() -> list[int]:
    world = World(SITE)
    world.staffed("1001", "1002")
    return [world.caller_calls() for _ in range(2)]


FIRST_CALL, SECOND_CALL = _first_calls()
CALLS: Final = st.sampled_from([0, FIRST_CALL, FIRST_CALL, SECOND_CALL, 0xFFFFFFFF])
KINDS: Final = st.sampled_from([ConnectionDeviceIDType.STATIC, ConnectionDeviceIDType.NONE])
AGENTS: Final = st.sampled_from([None, "1001", "1002", "nobody"])
MASKS: Final = st.sampled_from([0, 0xFFFFFFFF, 0x80000001])


def _masks(calls: int) -> dict[str, Any]:
    return {"call_msg_mask": CallMsgMask(calls), "agent_state_mask": AgentStateMask(0x3FFF if calls else 0)}


REQUESTS: Final[st.SearchStrategy[Message]] = st.one_of(
    st.builds(
        lambda call, kind, device, number, mask: watch_device(
            number, device, connection_call_id=call, connection_device_id_type=kind, **_masks(mask)
        ),
        CALLS,
        KINDS,
        st.sampled_from(DeviceIDType),
        st.sampled_from(["2001", "2002", "8001", "1", "nobody"]),
        MASKS,
    ),
    st.builds(m.MonitorStopReq, invoke_id=NUMBERS, monitor_id=NUMBERS),
    st.builds(lambda n, mask: m.ChangeMonitorMaskReq(invoke_id=0, monitor_id=n, **_masks(mask)), NUMBERS, MASKS),
    st.builds(m.SessionMonitorStartReq, invoke_id=NUMBERS, session_id=NUMBERS),
    st.builds(m.SessionMonitorStopReq, invoke_id=NUMBERS, monitor_id=NUMBERS),
    st.builds(
        m.RegisterServiceReq,
        invoke_id=NUMBERS,
        server_mode=st.sampled_from([ServerMode.EXCLUSIVE, ServerMode.ROUND_ROBIN, ServerMode.ROUND_ROBIN]),
        service_name=st.sampled_from([RECORDING, RECORDING, "Other"]),
    ),
    st.builds(m.UnregisterServiceReq, invoke_id=NUMBERS, registered_service_id=st.integers(1, 3)),
    st.builds(
        lambda call, device, agent: record(device, call, agent_id=agent),
        CALLS,
        st.sampled_from(["2001", "2002", "5550100"]),
        AGENTS,
    ),
    st.builds(lambda call, n, agent: stop_recording("2001", call, n, agent_id=agent), CALLS, NUMBERS, AGENTS),
    st.builds(
        m.UserMessageReq,
        invoke_id=NUMBERS,
        peripheral_id=st.just(PG),
        distribution=st.sampled_from(Distribution),
        client_id=st.sampled_from([None, "all", "who?"]),
        agent_id=AGENTS,
        text=st.just("hi"),
    ),
    st.builds(
        m.ClientEventReportReq,
        invoke_id=NUMBERS,
        state=st.sampled_from(ClientEventState),
        object_name=st.sampled_from([None, "disk"]),
        text=st.just("!"),
    ),
)

STEPS: Final = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, 3), REQUESTS),
    st.tuples(st.just("ask"), st.integers(0, 3), REQUESTS),
    st.tuples(
        st.sampled_from(["answer", "refuse", "call", "hang up", "wait", "leave", "change"]),
        st.integers(0, 3),
        st.none(),
    ),
)


class Office:
    """People of different versions who may do everything, and what each asked and was told.

    Attributes:
        asked: the InvokeIDs that each client waits for an answer to.
    """

    def __init__(self) -> None:
        self.world = World(SITE)
        self.bridge = self.world.bridge()
        self.clients = [
            self.world.open(25, BRIDGE | WATCHES, client_id="all"),
            self.world.open(9, DESKTOP | WATCHES, agent_id="1001", agent_extension="2001"),
            self.world.open(14, WATCHES | CTIService.SERVICE_CONNECTION_MONITOR),
            self.world.open(22, DESKTOP | WATCHES, agent_id="1002", agent_extension="2002"),
        ]
        self.asked: Counter[tuple[int, int]] = Counter()
        self.questions: list[tuple[Client, Message]] = []
        for agent in ("1001", "1002"):
            self.bridge.sends(state_req(agent, AgentState.LOGIN), state_req(agent, AgentState.AVAILABLE))
        self.world.caller_calls()
        self.hears()

    def does(self, step: str, chair: int, request: Message | None, number: int) -> None:
        """One step of the day."""
        client, world = self.clients[chair], self.world
        if step == "call":
            world.caller_calls()
            for device in ("2001", "2002"):
                self.bridge.sends(call_req(m.AnswerCallReq, device, world.centre.switch.calls(PG)[-1]))
        elif step == "hang up":
            for device in ("2001", "2002"):
                self.bridge.sends(call_req(m.ClearCallReq, device, FIRST_CALL))
        elif step == "wait":
            world.passes(2)
        elif step == "change":
            world.becomes(OTHER if world.site is SITE else SITE)
        elif step == "leave" and not client.is_gone:
            client.leaves()
        elif step in ("answer", "refuse") and self.questions:
            self._answer(step)
        elif request is not None and not client.is_gone:
            self.asked[chair, number] += 1
            client.sends(request.changed(invoke_id=number))
        self.hears()

    def _answer(self, step: str) -> None:
        server, question = self.questions.pop()
        invoke_id = getattr(question, "invoke_id", 0)
        if server.is_gone:
            return
        if step == "refuse":
            server.sends(m.FailureConf(invoke_id=invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
        else:
            is_start = isinstance(question, m.StartRecordingReq)
            server.sends(records(invoke_id) if is_start else m.StopRecordingConf(invoke_id=invoke_id))

    def hears(self) -> None:
        """Check what all clients were told: questions to recorders, and answers, each to a request."""
        for chair, client in enumerate(self.clients):
            for message in client.heard:
                if isinstance(message, m.StartRecordingReq | m.StopRecordingReq):
                    self.questions.append((client, message))
                elif getattr(message, "invoke_id", 0) >= 1000:
                    key = chair, getattr(message, "invoke_id", 0)
                    assert self.asked[key] == 1, message
                    del self.asked[key]
            client.forgets()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(STEPS, min_size=10, max_size=30))
def test_every_request_comes_to_one_end(steps: list[tuple[str, int, Message | None]]) -> None:
    """Answered at once, by a recorder, or when its time is over; nothing is kept of those who are gone."""
    office = Office()
    for number, (step, chair, request) in enumerate(steps, 1000):
        office.does(step, chair, request, number)
    office.world.passes(SITE.settings.control_timeout)
    office.hears()
    gone = {chair for chair, client in enumerate(office.clients) if client.is_gone}
    assert {key for key in office.asked if key[0] not in gone} == set()
    for client in office.clients:
        if not client.is_gone:
            client.leaves()
    registry = office.world.engine.registry
    office.bridge.forgets()
    assert len(registry.monitors) == 0
    assert list(registry.server_apps.of(RECORDING)) == []
    assert len(office.world.engine.telling.pending) == 0
