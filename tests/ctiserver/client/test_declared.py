"""What a dialect says of a field, by its attribute."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import uccx
from ctiproto.versions import Dialect
from ctiserver.client.declared import declared


def test_fields_are_found_by_attribute() -> None:
    """Also those of lists; what stands for itself goes before what an entry of a list has."""
    ours, theirs = (declared(m.AgentStateEvent, dialect) for dialect in Dialect)
    assert (ours["skill_group_number"].name, theirs["skill_group_number"].name) == ("SkillGroupNumber", "CSQID")
    assert theirs["flt_skill_group_state"].names is uccx.AgentState
    assert (ours["peripheral_id"].constant, theirs["peripheral_id"].constant) == (None, 1)


def test_a_message_of_another_dialect_has_none() -> None:
    """There is nothing that the dialect says of it."""
    assert declared(m.DeflectCallReq, Dialect.UCCX) == {}
