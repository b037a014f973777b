"""The reference of site files says what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import pytest

from ctiserver.site import parts
from ctiserver.site.limits import Limits
from ctiserver.site.load import parse_site
from ctiserver.site.model import Site
from ctiserver.site.settings import DialPlan, EventOrder, Settings, Span, WorkloadSettings
from ctiserver.site.structure import site_converter
from ctiserver.site.tables import AgentRange
from ctiserver.site.values import Ranges, Real, Text, Whole

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "site.md"

SECTIONS: dict[type[attrs.AttrsInstance], str] = {
    Site: "The site",
    parts.Peripheral: "`[[peripherals]]`",
    parts.MediaRoutingDomain: "`[[media_routing_domains]]`",
    parts.DeskSettings: "`[[desk_settings]]`",
    parts.SkillGroup: "`[[skill_groups]]`",
    parts.Service: "`[[services]]`",
    parts.CallType: "`[[call_types]]`",
    parts.DialedNumber: "`[[dialed_numbers]]`",
    parts.TrunkGroup: "`[[trunk_groups]]`",
    parts.Device: "`[[devices]]`",
    parts.Terminal: "`[[terminals]]`",
    parts.Agent: "`[[agents]]`",
    AgentRange: "Many agents in one table",
    parts.Team: "`[[teams]]`",
    parts.ECCVariable: "`[[ecc_variables]]`",
    parts.ECCArray: "`[[ecc_arrays]]`",
    parts.ReasonCode: "`[[reason_codes]]`",
    parts.WrapupCode: "`[[wrapup_codes]]`",
    parts.Client: "`[[clients]]`",
    Settings: "`[settings]`",
    EventOrder: "`[settings.event_order]`",
    Limits: "`[limits]`",
    DialPlan: "`[dial_plan]`",
    WorkloadSettings: "`[workload]`",
    Span: "Spans",
}


HIGHEST = 0xFFFF_FFFE
A_DAY = 86_400


def _rows(section: str, column: int = 3) -> dict[str, str]:
    """What the table of ``section`` has for each key: its type (2) or its default (3)."""
    pattern = rf"^##+ {re.escape(section)}\n(.*?)(?=^##|\Z)"
    (body,) = re.findall(pattern, REFERENCE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return {row[1]: row[column] for row in re.finditer(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|", body, re.MULTILINE)}


def _type(kind: Any) -> str | None:
    """The type of a key as the page says it; ``None``: one of the guide, a table or a list, which has other words."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is Literal:
        *others, last = (f'`"{each}"`' for each in get_args(kind))
        return f"{', '.join(others)} or {last}"
    match getattr(kind, "__metadata__", (kind,))[0]:
        case Whole(lowest, highest):
            bounds = f"whole, {f'{lowest} to' if lowest else 'up to'} {highest}"
            said = {(0, HIGHEST): "whole", (1, HIGHEST): "id"}.get((lowest, highest), bounds)
        case Real(_, highest):
            said = "time" if highest == A_DAY else f"number, up to {highest:.0f}"
        case Text(size):
            said = f"text, {size - 1}"
        case Ranges():
            said = "list of numbers"
        case _:
            return "true or false" if kind is bool else None
    return said


def test_every_class_has_its_section() -> None:
    """A class that is added to the model is missed here."""
    made = {kind for kind in vars(parts).values() if isinstance(kind, type) and attrs.has(kind)}
    assert made <= set(SECTIONS)


@pytest.mark.parametrize("kind", SECTIONS, ids=lambda kind: kind.__name__)
def test_every_key_is_described_in_order(kind: type[attrs.AttrsInstance]) -> None:
    """All keys of a table are there, no others, and the defaults are those of the code."""
    rows = _rows(SECTIONS[kind])
    keys = [field.name for field in attrs.fields(kind)]
    assert sorted(rows) == sorted(keys)
    converter = site_converter()
    attrs.resolve_types(kind)
    for field in attrs.fields(kind):
        default = rows[field.name]
        if field.default is attrs.NOTHING:
            assert default in {"required", "main peripheral"}
        elif default.startswith("`"):
            value = tomllib.loads(f"x = {default.strip('`')}")["x"]
            assert converter.structure(value, field.type) == field.default
        else:
            computed = isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]  # typed as a function
            assert computed or field.default is None


@pytest.mark.parametrize("kind", SECTIONS, ids=lambda kind: kind.__name__)
def test_every_key_has_the_type_of_the_code(kind: type[attrs.AttrsInstance]) -> None:
    """With its bounds; a whole number that only names something is called a number, a failure by its name."""
    attrs.resolve_types(kind)
    told = _rows(SECTIONS[kind], 2)
    other = {"number": "whole", "name of a failure": None}
    for field in attrs.fields(kind):
        expected = _type(field.type)
        said = other.get(told[field.name], told[field.name])
        assert expected is None or said in (expected, None), field.name


def test_the_examples_load() -> None:
    """The smallest site, the slow one and the large range are files that work."""
    smallest, many, slow = re.findall(r"```toml\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    assert parse_site(smallest.encode(), "smallest").main_peripheral.id == 5000
    assert parse_site((smallest + slow).encode(), "slow").settings.control_latency == Span(0.5, 12)
    groups = "".join(f"[[skill_groups]]\nnumber = {number}\nid = {number}\n" for number in (1, 3))
    assert len(parse_site((smallest + groups + many).encode(), "many").agents) == 12_000
