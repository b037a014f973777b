"""What clients of a CTI Server say in the benches, and the sites that they say it to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from ctiproto import Message, Profile, codec
from ctiproto.constants import AgentState, AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService
from ctiproto.messages import HeartbeatReq, OpenReq, QueryAgentStateReq, SetAgentStateReq
from tests.bench.load import Asker

VERSION: Final = 25
PERIPHERAL: Final = 5000
EVENT_BYTES: Final = 116
"""What an AGENT_STATE_EVENT of these agents has, for peers that send something of the same length."""

_FIRST_AGENT, _FIRST_STATION, _FIRST_ICM_ID = 10_001, 30_001, 50_001
_EVERY_STATE = AgentStateMask(0x3FFF)
_EVERY_CALL = CallMsgMask(0xFFFFFFFF)


def _frame(message: Message) -> bytes:
    return codec(Profile(VERSION)).encode(message)


def opening(
    services: CTIService,
    *,
    states: AgentStateMask = AgentStateMask(0),  # noqa: B008 - a frozen value
    calls: CallMsgMask = CallMsgMask(0),  # noqa: B008 - as above
) -> bytes:
    """The OPEN_REQ of a session that hears of these things at all stations."""
    return _frame(
        OpenReq(
            invoke_id=1,
            version_number=VERSION,
            services_requested=services,
            call_msg_mask=calls,
            agent_state_mask=states,
            config_msg_mask=ConfigMsgMask(0),
            client_id="bench",
            client_password=b"",
        )
    )


HEARTBEAT: Final = _frame(HeartbeatReq(invoke_id=7))
HEARS_STATES: Final = opening(CTIService.SERVICE_ALL_EVENTS, states=_EVERY_STATE)
HEARS_ALL: Final = opening(CTIService.SERVICE_ALL_EVENTS, states=_EVERY_STATE, calls=_EVERY_CALL)
HEARS_NOTHING: Final = opening(CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL)


def heartbeats() -> Asker:
    """A client that sends heartbeats."""
    return Asker(HEARS_NOTHING, (HEARTBEAT, HEARTBEAT))


def queries() -> Asker:
    """A client that asks how the first agent is."""
    query = _frame(
        QueryAgentStateReq(invoke_id=7, peripheral_id=PERIPHERAL, mrd_id=1, icm_agent_id=0, agent_id=str(_FIRST_AGENT))
    )
    return Asker(HEARS_NOTHING, (query, query))


def state_changes(number: int) -> Asker:
    """A client that signs an agent in, and then lets them be not ready for two reasons in turn: an event each time."""
    agent, station = str(_FIRST_AGENT + number), str(_FIRST_STATION + number)

    def sets(state: AgentState, reason: int = 0, password: str | None = None) -> bytes:
        return _frame(
            SetAgentStateReq(
                invoke_id=7,
                peripheral_id=PERIPHERAL,
                agent_state=state,
                event_reason_code=reason,
                agent_id=agent,
                agent_instrument=station,
                agent_password=password,
            )
        )

    signs_in = HEARS_NOTHING + sets(AgentState.LOGIN, password=agent)
    return Asker(signs_in, (sets(AgentState.NOT_READY, 1), sets(AgentState.NOT_READY, 2)))


def write_site(folder: Path, agents: int, *, at_work: bool = False) -> Path:
    """A site file with so many agents; ``at_work``: all are simulated, and callers call them."""
    path = folder / f"{agents}-{'work' if at_work else 'rest'}.toml"
    ids = f"{_FIRST_AGENT}-{_FIRST_AGENT + agents - 1}"
    lines = [
        "[[peripherals]]",
        f"id = {PERIPHERAL}",
        "[[skill_groups]]",
        "number = 1",
        "id = 5001",
        "[[services]]",
        "number = 1",
        "id = 6001",
        "members = [1]",
        "[[dialed_numbers]]",
        'number = "8001"',
        "service_number = 1",
        "skill_group_number = 1",
        "[[trunk_groups]]",
        "number = 1",
        'trunks = "1-4000"',
        "[[agents]]",
        f'ids = "{ids}"',
        f'extensions = "{_FIRST_STATION}-{_FIRST_STATION + agents - 1}"',
        f'icm_agent_ids = "{_FIRST_ICM_ID}-{_FIRST_ICM_ID + agents - 1}"',
        "skill_groups = [1]",
        "[workload]",
        'callers = "2025550100-2025559999"',
        f"agents = {json.dumps([ids] if at_work else [])}",
        "patience = { shortest = 60, longest = 300 }",
        "talk_time = { shortest = 2, longest = 8 }",
        "answer_delay = { shortest = 1, longest = 2 }",
        "wrapup_time = { shortest = 1, longest = 2 }",
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
