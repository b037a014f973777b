"""Promises of ctiserver.wireshark.filters."""

from __future__ import annotations

import re

import pytest

from ctiproto.constants import AgentState, CallVariableMask, uccx
from ctiproto.declare import UCCX, Message, Service, fixed, message, messages_of
from ctiproto.messages.parts import Request
from ctiproto.versions import Dialect
from ctiproto.wire import UINT, USHORT
from ctiserver.wireshark.filters import APART, RESERVED, Filter, bit_name, filters


def test_a_field_has_a_filter(tiny: tuple[type[Message], ...]) -> None:
    """It has the guide's name, its type and its numbers, once for all messages that have it."""
    assert filters(tiny)[:4] == (
        Filter("agent_id", "AgentID", "STRING"),
        Filter("agent_state", "AgentState", "USHORT", AgentState),
        Filter("client_id", "ClientID", "STRING"),
        Filter("extension", "Extension", "UINT"),
    )


def test_filters_that_are_promised() -> None:
    """Some names of filters of each kind: renaming one breaks this test."""
    names = {field.field: field.name for field in _filters(Dialect.UCCE)}
    assert names["AgentState"] == "agent_state"
    assert names["MRDID"] == "mrd_id"
    assert names["CTIOSCILClientID"] == "ctios_cil_client_id"
    assert names["TeamID"] == "team_id"
    assert names["NamedVariable"] == "named_variable"
    assert names["Instrument"] == "instrument"
    assert names["FltEnabledServices"] == "flt_enabled_services"
    assert names["ANI_II"] == "ani_ii"
    others = {field.field: field.name for field in _filters(Dialect.UCCX)}
    assert (others["CSQName"], others["NumCSQs"], others["ApplicationID"]) == ("csq_name", "num_csqs", "application_id")
    assert (others["CallID"], others["CCXStatus"], others["MRD_ID"]) == ("call_id", "ccx_status", "agent_mrd_id")
    assert bit_name(CallVariableMask(1)) == "call_var_1_mask"


def test_every_field_has_a_filter_of_its_own() -> None:
    """Names are made of what Wireshark allows, and none is twice, or for something else."""
    for dialect in Dialect:
        found = [field.name for field in _filters(dialect)]
        assert len(set(found)) == len(found)
        assert RESERVED.keys().isdisjoint(found)
        assert [name for name in found if not re.fullmatch("[a-z0-9_]+", name)] == []
    assert set(APART.values()) <= {field.name for field in _filters(*Dialect)}


def test_a_filter_has_one_type_in_all_dialects() -> None:
    """What a dialect has otherwise is the name of a field or of its numbers; its row says whose it is."""
    found = _filters(*Dialect)
    types = {(field.name, field.data_type) for field in found}
    assert len(types) == len({field.name for field in found})
    assert [(field.size, field.dialect) for field in found if field.name == "auto_work"] == [
        (None, None),
        (4, Dialect.UCCX),
    ]
    states = [field for field in found if field.name == "agent_state"]
    assert states == [
        Filter("agent_state", "AgentState", "USHORT", AgentState),
        Filter("agent_state", "AgentState", "USHORT", uccx.AgentState, dialect=Dialect.UCCX),
    ]


def _filters(*dialects: Dialect) -> tuple[Filter, ...]:
    return filters({cls for dialect in dialects for cls in messages_of(dialect).by_number.values()}, dialects)


@pytest.mark.usefixtures("messages_stay_as_they_are")
def test_dialects_cannot_share_a_filter_of_two_types() -> None:
    """A field of one dialect whose name is that of a field of the other has its type."""

    @message(9002, Service.SESSION)
    class OneReq(Request[Message]):
        """A number called Thing."""

        thing: int = fixed(UINT)

    @message(9002, Service.SESSION, dialects=UCCX)
    class OtherReq(Request[Message]):
        """Another number called Thing."""

        thing: int = fixed(USHORT)

    with pytest.raises(ValueError, match="Thing: the filter thing has another type in another dialect"):
        filters([OneReq, OtherReq])


@pytest.mark.usefixtures("messages_stay_as_they_are")
def test_two_types_cannot_share_a_filter() -> None:
    """A declaration that would need it is refused, with the way out."""

    @message(9002, Service.SESSION)
    class ClashingReq(Request[Message]):
        """Another AgentState."""

        agent_state: int = fixed(UINT)

    with pytest.raises(ValueError, match="CLASHING_REQ: the filter agent_state is already that of another field"):
        filters([*messages_of(Dialect.UCCE).by_number.values(), ClashingReq])


@pytest.mark.usefixtures("messages_stay_as_they_are")
def test_what_is_no_field_keeps_its_filter() -> None:
    """No field takes the name of a part of every frame."""

    @message(9002, Service.SESSION)
    class ClashingReq(Request[Message]):
        """A field called Tag."""

        tag: int = fixed(UINT)

    with pytest.raises(ValueError, match="the filter tag is already"):
        filters([ClashingReq])
