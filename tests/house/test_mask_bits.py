"""Nothing is granted without effect: each bit that a client may set does something, or the pages say why not."""

from __future__ import annotations

import ast
import re
from typing import Final

from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService
from ctiproto.constants.enumeration import WireMask
from ctiproto.version_rules import TOLERATED_SERVICES, UNNAMED_SERVICE
from ctiserver.engine.sessions.audience import AGENT_MASK, CALL_MASK
from ctiserver.engine.translate.configuration import ITEMS
from tests.house.tree import ROOT, modules

CONFORMANCE = ROOT / "docs" / "reference" / "conformance.md"
FIRST_WORDS: Final = {"ServicesRequested": CTIService, "CallMsgMask": CallMsgMask, "AgentStateMask": AgentStateMask}


def _listed() -> dict[str, set[str]]:
    """The names of the bits in the table of those that have no effect, by their mask."""
    text = CONFORMANCE.read_text("utf-8")
    (section,) = re.findall(r"^## Bits that have no effect\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    found: dict[str, set[str]] = {name: set() for name in FIRST_WORDS}
    for mask, bits in re.findall(r"^\| (\w+) \| ([A-Za-z0-9_, ]+) \|", section, re.MULTILINE):
        if mask in found:
            found[mask] |= set(bits.split(", "))
    return found


def _named(prefix: str, room: str) -> set[str]:
    """The members of an enumeration that the modules of a room name."""
    return {
        node.attr
        for name, module in modules().items()
        if name.startswith(room)
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == prefix
    }


def _guide_names(bits: list[WireMask]) -> set[str]:
    return {name for bit in bits for name in bit.guide_names}


def test_each_service_has_an_effect_or_is_listed() -> None:
    """What may be granted is asked for somewhere: by the table of handlers, or where sessions are told something."""
    used = _named("CTIService", "ctiserver.engine.")
    idle: list[WireMask] = [service for service in CTIService if service.name not in used]
    unnamed = [int(UNNAMED_SERVICE), int(TOLERATED_SERVICES) & ~sum(map(int, CTIService))]
    assert _guide_names(idle) | {hex(bit) for bit in unnamed} == _listed()["ServicesRequested"]


def test_each_call_event_has_a_bit_or_is_listed() -> None:
    """A bit of CallMsgMask lets a message through, which the server makes."""
    used = set(CALL_MASK.values())
    idle: list[WireMask] = [bit for bit in CallMsgMask if bit not in used]
    assert _guide_names(idle) == _listed()["CallMsgMask"]


def test_each_agent_state_occurs_or_is_listed() -> None:
    """A bit of AgentStateMask lets a state through that an agent can come into."""
    occurring = _named("AgentState", "ctiserver.centre.switch.")
    idle: list[WireMask] = [
        bit for state, bit in AGENT_MASK.items() if state.name not in occurring and bit in AgentStateMask
    ]
    assert _guide_names(idle) == _listed()["AgentStateMask"]


def test_each_kind_of_record_has_its_bit() -> None:
    """No bit of ConfigMsgMask is without records."""
    assert {item.bit for item in ITEMS} == set(ConfigMsgMask)
