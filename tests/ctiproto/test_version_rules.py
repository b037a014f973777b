"""What values depend on the version: the table, row by row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctiproto.constants import CallMsgMask, ConfigMsgMask, CTIService, DeviceIDType
from ctiproto.version_rules import (
    bits_of,
    config_bits_of,
    device_type,
    knows_standby,
    largest_message,
    lists_groups_of_agents,
    longest_login_name,
    repeats_all_variables,
    service_bits_of,
    tells_all_of_aborted_pre_calls,
)
from ctiproto.versions import VERSIONS, Profile


@pytest.mark.parametrize(
    ("kind", "since"),
    [
        (DeviceIDType.AGENT_DEVICE, 11),
        (DeviceIDType.NON_ACD_DEVICE_IDENTIFIER, 14),
        (DeviceIDType.SHARED_DEVICE_IDENTIFIER, 14),
        (DeviceIDType.ROUTE_POINT, 9),
        (DeviceIDType.EXTERNAL, 9),
        (DeviceIDType.NONE, 9),
    ],
)
def test_kinds_of_devices(kind: DeviceIDType, since: int) -> None:
    """A kind that a version does not have is a plain device to it."""
    for version in VERSIONS:
        assert device_type(kind, Profile(version)) is (kind if version >= since else DeviceIDType.DEVICE_IDENTIFIER)


@pytest.mark.parametrize(
    ("version", "bits"), [(9, 0), (10, 0x1F), (19, 0x1F), (20, 0x3F), (21, 0x3F), (22, 0xFF), (23, 0xFF), (24, 0x3FF)]
)
def test_bits_of_the_configuration_mask(version: int, bits: int) -> None:
    """No version has bits before the mask exists; later versions have more and more."""
    assert config_bits_of(Profile(version)) == ConfigMsgMask(bits)


@pytest.mark.parametrize(
    ("version", "bits"), [(9, 0x07FFFFFF), (14, 0x07FFFFFF), (15, 0x0FFFFFFF), (22, 0x0FFFFFFF), (23, 0xFFFFFFFF)]
)
def test_bits_of_the_call_mask(version: int, bits: int) -> None:
    """Greetings came with version 15, network recording with 23."""
    assert bits_of(CallMsgMask, Profile(version)) == CallMsgMask(bits)


@pytest.mark.parametrize(
    ("version", "bits"),
    [(9, 0x8000DFFF), (10, 0x801CFFFF), (13, 0x801CFFFF), (14, 0x807CFFFF), (23, 0x807CFFFF), (24, 0x827CFFFF)],
)
def test_bits_of_the_services(version: int, bits: int) -> None:
    """Those that exist, and three that are tolerated in every version."""
    assert service_bits_of(Profile(version)) == CTIService(bits)


def test_how_long_a_message_may_be() -> None:
    """Clients of version 22 and older are sent 4,329 bytes at most, younger ones 12,500."""
    assert {largest_message(Profile(version)) for version in range(9, 23)} == {4329}
    assert {largest_message(Profile(version)) for version in range(23, 26)} == {12_500}


@pytest.mark.parametrize(
    ("rule", "since"),
    [
        (lists_groups_of_agents, 10),
        (repeats_all_variables, 22),
        (tells_all_of_aborted_pre_calls, 20),
        (knows_standby, 24),
        (lambda profile: longest_login_name(profile) is None, 20),
    ],
    ids=["groups", "variables", "pre-calls", "standby", "login names"],
)
def test_rules_that_begin_with_a_version(rule: Callable[[Profile], bool], since: int) -> None:
    """They hold from that version on and not before."""
    assert [version for version in VERSIONS if rule(Profile(version))] == list(range(since, 26))
    assert longest_login_name(Profile(19)) == 31
