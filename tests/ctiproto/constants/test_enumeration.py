"""Numbered names and sets of bits, the unknown among them."""

from __future__ import annotations

import copy
import pickle

import pytest

from ctiproto.constants import AgentState, AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService, StatusCode, Tag


def test_a_member_is_its_number() -> None:
    """It equals the number, hashes like it and is found by it."""
    assert int(AgentState.AVAILABLE) == 3
    assert AgentState(3) is AgentState.AVAILABLE
    assert {AgentState.AVAILABLE} == {3}


def test_a_member_knows_the_name_that_the_guide_prints() -> None:
    """What all names of a table have in common is left out in Python only."""
    assert AgentState.AVAILABLE.guide_name == "AGENT_STATE_AVAILABLE"
    assert StatusCode(2).guide_name == "E_CTI_INVALID_MESSAGE_LENGTH"


def test_a_member_knows_its_versions() -> None:
    """First and last version are those of the table; most members have no bound."""
    assert (Tag.CLIENT_ADDRESS_IPV6.since, Tag.CLIENT_ADDRESS_IPV6.until) == (14, 18)
    assert (AgentState.LOGIN.since, AgentState.LOGIN.until) == (None, None)


def test_an_unknown_number_is_kept() -> None:
    """It becomes a nameless member that equals the number."""
    unknown = AgentState(4711)
    assert isinstance(unknown, AgentState)
    assert unknown == 4711
    assert not unknown.is_known
    assert AgentState.AVAILABLE.is_known
    assert unknown.guide_name == "4711"
    assert unknown.name == ""
    assert repr(unknown) == "AgentState(4711)"
    assert (unknown.since, unknown.until) == (None, None)


def test_unknown_numbers_are_not_remembered() -> None:
    """A peer that sends many of them fills no memory."""
    known = (len(AgentState._value2member_map_), len(CTIService._value2member_map_))
    for number in range(1000, 1100):
        AgentState(number)
        CTIService(number)
    assert (len(AgentState._value2member_map_), len(CTIService._value2member_map_)) == known
    assert AgentState(4711) is not AgentState(4711)
    assert AgentState(4711) == AgentState(4711)
    assert hash(AgentState(4711)) == hash(4711)


@pytest.mark.parametrize("value", ["AVAILABLE", None, 3.5])
def test_what_is_no_number_is_no_member(value: object) -> None:
    """Only numbers are looked up."""
    with pytest.raises(ValueError, match="is not a valid AgentState"):
        AgentState(value)  # type: ignore[arg-type] # wrong on purpose
    with pytest.raises(TypeError, match="CTIService is made of an integer"):
        CTIService(value)  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize("member", [AgentState.AVAILABLE, AgentState(4711), CTIService(5), CTIService.SERVICE_DEBUG])
def test_members_can_be_copied_and_pickled(member: AgentState | CTIService) -> None:
    """A member comes back as itself, unknown ones included."""
    assert copy.deepcopy(member) == member
    returned = pickle.loads(pickle.dumps(member))  # noqa: S301 - our own bytes
    assert returned == member
    assert type(returned) is type(member)


def test_bits_are_joined_and_taken_apart() -> None:
    """A mask behaves like a set of its bits, and stays a mask."""
    mask = AgentStateMask.LOGIN_MASK | AgentStateMask.TALKING_MASK
    assert mask == 0x11
    assert isinstance(mask, AgentStateMask)
    assert AgentStateMask.LOGIN_MASK in mask
    assert AgentStateMask.LOGOUT_MASK not in mask
    assert mask & ~AgentStateMask.LOGIN_MASK == AgentStateMask.TALKING_MASK


def test_a_mask_names_its_bits_and_keeps_unknown_ones() -> None:
    """Known bits come by name, lowest first, then the others as one number."""
    assert CTIService(0x80000210).guide_names == ("CTI_SERVICE_ALL_EVENTS", "CTI_SERVICE_DEBUG", "0x200")
    assert CTIService(0).guide_names == ()
    assert CTIService(0x200) == 0x200
    assert repr(CTIService(0x210)) == str(CTIService(0x210)) == "CTIService(0x210)"


def test_the_complement_of_a_mask_has_32_bits() -> None:
    """All masks of the guide fit in 32 bits, so no bit beyond them is ever set."""
    assert ~CallMsgMask(0) == 0xFFFFFFFF
    assert CallMsgMask(-1) == 0xFFFFFFFF
    assert ConfigMsgMask.AGENT_MASK.since is None
    assert ConfigMsgMask.MRD_MASK.since == 20
