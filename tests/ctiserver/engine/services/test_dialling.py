"""CONSULTATION and MAKE_PREDICTIVE_CALL: what is confirmed, and every refusal.  MAKE_CALL has a file of its own."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConsultType, DeskSettingsMask, LineType, StatusCode, Tag
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.dialling import placed
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import bring, confirmed
from tests.support.harness import PG, World, demo
from tests.support.orders import STATIC, consult, predict

S = AgentState
A, B = "2001", "2002"


@pytest.mark.parametrize(("number", "line"), [(B, LineType.INSIDE), ("95550199", LineType.OUTBOUND)])
def test_a_consultation_is_confirmed_with_its_call_and_line(number: str, line: LineType) -> None:
    """The new call, the connection of the station in it, and its line."""
    bridge = World().bridge()
    call = bring(bridge, S.TALKING)
    conf = bridge.asks(consult(A, call, number))
    consultation = bridge.world.centre.switch.calls(PG)[-1]
    assert consultation != call
    assert conf == m.ConsultationCallConf(
        invoke_id=9,
        new_connection_call_id=consultation,
        new_connection_device_id_type=STATIC,
        new_connection_device_id=A,
        line_handle=1,
        line_type=line,
    )


@pytest.mark.parametrize(("number", "code"), [("", (1009, 0)), ("abc", (1009, 0))])
def test_a_number_that_cannot_be_read(number: str, code: tuple[int, int]) -> None:
    """CF1009, and the call stays as it is."""
    bridge = World().bridge()
    call = bring(bridge, S.TALKING)
    assert control_failure(bridge, consult(A, call, number)) == code


def test_what_cannot_be_consulted_about() -> None:
    """CF24/13063 a held call, CF2 a second consultation, status 6 without a number, 46 an unknown type."""
    world = World()
    bridge = world.bridge()
    call = bring(bridge, S.HOLD)
    assert control_failure(bridge, consult(A, call, B)) == (24, 13063)
    bridge.is_refused(consult(A, call, B, consult_type=ConsultType(3)), StatusCode.INVALID_CONSULT_TYPE)
    without = altered(consult(A, call, B), without={Tag.DIALED_NUMBER})
    assert refusal(bridge, without) == StatusCode.REQUIRED_DATA_MISSING
    other = World().bridge()
    call = bring(other, S.TALKING)
    confirmed(other, consult(A, call, B))
    consultation = other.world.centre.switch.calls(PG)[-1]
    assert control_failure(other, consult(A, consultation, "2003"))[0] in (2, 24)


def test_desk_settings_may_forbid_it() -> None:
    """CF10/10109: no calls to the public network."""
    site = demo()
    mask = site.desk_settings[0].mask & ~DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK
    desk = attrs.evolve(site.desk_settings[0], mask=DeskSettingsMask(mask))
    bridge = World(attrs.evolve(site, desk_settings=(desk,))).bridge()
    call = bring(bridge, S.TALKING)
    assert control_failure(bridge, consult(A, call, "95550199")) == (10, 10109)


@pytest.mark.parametrize("tag", [Tag.ORIGINATING_DEVID, Tag.DIALED_NUMBER])
def test_a_predictive_call_needs_both_ends(tag: Tag) -> None:
    """Without OriginatingDeviceID or DialedNumber it is refused with status 6."""
    bridge = World().bridge()
    assert refusal(bridge, altered(predict("95550199"), without={tag})) == StatusCode.REQUIRED_DATA_MISSING


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"allocation_state": 2}, StatusCode.INVALID_ALLOCATION_STATE),
        ({"destination_country": 2}, StatusCode.INVALID_DESTINATION_COUNTRY),
        ({"answer_detect_mode": 6}, StatusCode.INVALID_ANSWER_DETECT_MODE),
        ({"answering_machine": 99}, StatusCode.INVALID_ANSWERING_MACHINE),
        ({"peripheral_id": 1}, StatusCode.INVALID_PERIPHERAL_ID),
    ],
)
def test_numbers_of_a_predictive_call(fields: dict[str, Any], status: StatusCode) -> None:
    """Each enumeration of MAKE_PREDICTIVE_CALL_REQ is refused with a status of its own."""
    World().bridge().is_refused(predict("95550199").changed(**fields), status)


@pytest.mark.fidelity("control.unknown-reason")
def test_nothing_was_placed() -> None:
    """A switch that places nothing is refused with the code for all else."""
    with pytest.raises(Refused) as refused:
        placed([])
    assert refused.value.code == 70
