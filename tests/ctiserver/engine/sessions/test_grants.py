"""What an OPEN_REQ is granted, where no engine is needed to see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ctiproto.constants import CTIService, StatusCode
from ctiproto.errors import Finding
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.sessions.grants import Grant, grant
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import AgentItems
from ctiserver.site.keys import DeviceKey
from tests.ctiserver.engine.sessions.people import PG, session
from tests.support.harness import demo, open_req

SITE = demo()


def decide(
    services: int = 0,
    findings: Sequence[Finding] = (),
    *,
    registry: Registry | None = None,
    closed: StatusCode | None = None,
    standby: bool = False,
    **fields: Any,
) -> Grant:
    """What is decided about a request at the demo site."""
    request = open_req(25, services, **fields)
    known = registry or Registry()
    return grant(
        request,
        findings,
        UCCE,
        site=SITE,
        stations=Switch(SITE, seed=1),
        registry=known,
        closed=closed,
        standby=standby,
    )


def found(status: StatusCode) -> Finding:
    """Something that the codec found."""
    return Finding(status, "OPEN_REQ", "", 0, "")


def test_a_server_that_cannot_work_refuses_everybody() -> None:
    """After the version was judged, before anything else is."""
    with pytest.raises(RequestRefused) as refused:
        decide(closed=StatusCode.CTI_SERVER_OFFLINE, idle_timeout=1)
    assert refused.value.status is StatusCode.CTI_SERVER_OFFLINE
    with pytest.raises(RequestRefused) as refused:
        decide(closed=StatusCode.CTI_SERVER_OFFLINE, version_number=26)
    assert refused.value.status is StatusCode.INVALID_VERSION


def test_what_is_missing_counts_later_than_what_is_wrong() -> None:
    """A missing name is found by the codec, but judged after the masks."""
    missing = found(StatusCode.REQUIRED_DATA_MISSING)
    wrong = found(StatusCode.INVALID_FIELD_TAG)
    rows: list[tuple[list[Finding], dict[str, Any], StatusCode]] = [
        ([missing, wrong], {}, StatusCode.INVALID_FIELD_TAG),
        ([missing], {"call_msg_mask": 0, "agent_state_mask": 0x8000}, StatusCode.INVALID_AGENT_STATE_MASK),
        ([missing], {}, StatusCode.REQUIRED_DATA_MISSING),
    ]
    for findings, fields, status in rows:
        with pytest.raises(RequestRefused) as refused:
            decide(findings=findings, **fields)
        assert refused.value.status is status


def test_a_grant_says_all_that_a_session_needs() -> None:
    """The services, the peripheral, the agent, and the session that loses the station."""
    events = CTIService.SERVICE_CLIENT_EVENTS
    registry = Registry()
    old = session(1, client_id="client", services=events, device=DeviceKey(PG, "2001"))
    registry.add(old)
    granted = decide(int(events), registry=registry, agent_extension="2001")
    assert (granted.services, granted.peripheral_id, granted.displaced) == (events, PG, old)
    assert granted.named == AgentItems(extension="2001")
    assert granted.identity is not None
    assert granted.identity.device == (PG, "2001")
    plain = decide(agent_id="nobody")
    assert (plain.peripheral_id, plain.identity, plain.displaced) == (None, None, None)
    assert plain.named == AgentItems("nobody")


def test_an_agent_is_looked_for_by_his_station_or_by_his_name() -> None:
    """A session at a station without an agent has no rival but at the station."""
    events = int(CTIService.SERVICE_CLIENT_EVENTS)
    assert decide(events, agent_id="1001").displaced is None
    assert decide(events, agent_extension="2001").displaced is None
