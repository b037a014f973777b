"""What changed between two sites, as configuration records."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiproto.constants import ConfigDeviceType, ConfigMsgMask, EnabledService, RecordType
from ctiproto.versions import Profile
from ctiserver.engine.translate.configuration import ITEMS, Item, Records
from ctiserver.engine.translate.updates import changed_records, narrowed
from ctiserver.site.model import Peripheral, Site
from tests.ctiserver.engine.translate.equipment import equipped
from tests.support.harness import PG

SERVICE = EnabledService.RECORDING
ADD, CHANGE, DELETE = RecordType.ADD, RecordType.CHANGE, RecordType.DELETE
DEMO = equipped()


def item(bit: ConfigMsgMask) -> Item:
    """The kind of record that a bit stands for."""
    return next(each for each in ITEMS if each.bit == bit)


def first(name: str, /, **changes: Any) -> Site:
    """The demo site with the first part of a list changed."""
    part, *others = getattr(DEMO, name)
    different: dict[str, Any] = {name: (attrs.evolve(part, **changes), *others)}
    return attrs.evolve(DEMO, **different)


def without(name: str) -> Site:
    """The demo site without the first part of a list."""
    return attrs.evolve(DEMO, **{name: getattr(DEMO, name)[1:]})


def changes(bit: ConfigMsgMask, before: Site, after: Site, wanted: int | None = None, version: int = 25) -> Records:
    """The records of a kind that are different."""
    return changed_records(item(bit), before, after, wanted, Profile(version))


KINDS = (
    (ConfigMsgMask.SERVICE_MASK, "services", {"name": "New"}),
    (ConfigMsgMask.SKILL_GROUP_MASK, "skill_groups", {"name": "New"}),
    (ConfigMsgMask.AGENT_MASK, "agents", {"last_name": "New"}),
    (ConfigMsgMask.CALL_TYPE_MASK, "call_types", {"name": "New"}),
    (ConfigMsgMask.MRD_MASK, "media_routing_domains", {"name": "New"}),
    (ConfigMsgMask.PERIPHERAL_MASK, "peripherals", {"desk_settings_id": None}),
    (ConfigMsgMask.AGENT_DESK_SETTINGS_MASK, "desk_settings", {"work_mode_timer": 77}),
)


@pytest.mark.parametrize(("bit", "name", "different"), KINDS)
def test_a_record_that_changed(bit: ConfigMsgMask, name: str, different: dict[str, Any]) -> None:
    """The whole of it, as it is now, and no other."""
    after = first(name, **different)
    now: Any = item(bit).records(after, None, Profile(25))[0]
    assert changes(bit, DEMO, after) == (attrs.evolve(now, record_type=CHANGE),)
    assert changes(bit, DEMO, attrs.evolve(DEMO)) == ()


@pytest.mark.fidelity("configuration.changes")
@pytest.mark.parametrize(
    ("bit", "name"), [(bit, name) for bit, name, _ in KINDS if name not in ("agents", "peripherals")]
)
def test_a_record_that_is_new_or_gone(bit: ConfigMsgMask, name: str) -> None:
    """What is new is told as in an upload; what is gone is told by what tells it from others."""
    less = without(name)
    gone: Any = item(bit).records(DEMO, None, Profile(25))[0]
    assert changes(bit, less, DEMO) == (gone,)
    (told,) = changes(bit, DEMO, less)
    identity = {field: getattr(gone, field) for field in item(bit).identity}
    assert None not in identity.values()
    assert told == type(gone)(record_type=DELETE, **identity)


@pytest.mark.parametrize("kind", ITEMS, ids=lambda kind: kind.message.__name__)
def test_no_two_records_have_the_same_identity(kind: Item) -> None:
    """Each field of it is one that the records have."""
    records = kind.records(DEMO, None, Profile(25))
    names = {tuple(getattr(record, name) for name in kind.identity) for record in records}
    assert len(names) == len(records) > 0


def test_identities() -> None:
    """What tells one record from another, told of one that is deleted."""
    gone = attrs.evolve(
        DEMO, agents=DEMO.agents[2:], teams=(), dialed_numbers=DEMO.dialed_numbers[1:], services=DEMO.services[1:]
    )
    assert changes(ConfigMsgMask.AGENT_MASK, DEMO, gone)[:1] == (
        m.AgentRecord(record_type=DELETE, flt_peripheral_id=PG, login_id=DEMO.agents[0].id),
    )
    assert changes(ConfigMsgMask.SERVICE_MASK, DEMO, gone) == (
        m.ServiceRecord(record_type=DELETE, flt_peripheral_id=PG, peripheral_number=1),
    )
    telephone, _, number = changes(ConfigMsgMask.DEVICE_MASK, DEMO, gone)
    assert telephone == m.DeviceRecord(
        record_type=DELETE,
        flt_peripheral_id=PG,
        peripheral_number=int(DEMO.agents[0].extension),
        device_type=ConfigDeviceType.AGENT_EXTENSION,
        extension=DEMO.agents[0].extension,
    )
    assert number == m.DeviceRecord(
        record_type=DELETE,
        flt_peripheral_id=PG,
        peripheral_number=8001,
        device_type=ConfigDeviceType.ROUTE_POINT,
        dialed_number="8001",
        extension="",
    )


def test_what_has_another_number_is_another() -> None:
    """The record with the old number is deleted, and one with the new number added."""
    (gone, new) = changes(ConfigMsgMask.SKILL_GROUP_MASK, DEMO, first("skill_groups", number=9))
    assert (gone.record_type, gone.peripheral_number) == (DELETE, 1)  # type: ignore[attr-defined] # a skill group's
    assert (new.record_type, new.peripheral_number) == (ADD, 9)  # type: ignore[attr-defined] # a skill group's


def test_one_thing_may_change_several_records() -> None:
    """Who supervises a team no longer is an agent like others."""
    assert [
        record.login_id  # type: ignore[attr-defined] # an agent's
        for record in changes(ConfigMsgMask.AGENT_MASK, DEMO, attrs.evolve(DEMO, teams=()))
    ] == ["1000", "1100"]


def test_only_what_is_asked_for() -> None:
    """Of the peripheral that is wanted, and as the version tells it."""
    site = attrs.evolve(DEMO, peripherals=(*DEMO.peripherals, Peripheral(5001)))
    after = attrs.evolve(site, agents=(attrs.evolve(DEMO.agents[0], last_name="New"), *DEMO.agents[1:]))
    assert len(changes(ConfigMsgMask.AGENT_MASK, site, after, PG)) == 1
    assert changes(ConfigMsgMask.AGENT_MASK, site, after, 5001) == ()
    long = first("agents", login_name="l" * 40)
    longer = first("agents", login_name="l" * 41)
    assert len(changes(ConfigMsgMask.AGENT_MASK, long, longer, version=20)) == 1
    assert changes(ConfigMsgMask.AGENT_MASK, long, longer, version=19) == ()
    assert changes(ConfigMsgMask.AGENT_DESK_SETTINGS_MASK, DEMO, without("desk_settings"), version=21) == ()


def domains_of(site: Site, wanted: int | None, profile: Profile) -> Records:
    """Each agent with the agent's media routing domains, which the demo site does not tell."""
    agents: Any = item(ConfigMsgMask.AGENT_MASK).records(site, wanted, profile)
    return tuple(attrs.evolve(each, mrds=(m.AgentMRD(flt_agent_mrd_id=1),)) for each in agents)


def test_lists_of_uploads_only() -> None:
    """Media routing domains of agents are not told in updates, and make none."""
    agents = item(ConfigMsgMask.AGENT_MASK)
    known = attrs.evolve(
        agents, records=lambda site, *of: domains_of(site, *of) if site is DEMO else agents.records(site, *of)
    )
    assert changed_records(known, DEMO, attrs.evolve(DEMO), None, Profile(25)) == ()
    (record,) = changed_records(
        attrs.evolve(agents, records=domains_of), DEMO, first("agents", last_name="New"), None, Profile(25)
    )
    assert record.mrds == ()  # type: ignore[attr-defined] # an agent's


@pytest.mark.fidelity("configuration.terminals")
def test_a_terminal_does_not_change() -> None:
    """A terminal with other lines is deleted and added."""
    gone, new = changes(ConfigMsgMask.TERMINAL_MASK, DEMO, first("terminals", instruments=("2001",)))
    assert gone == m.TerminalRecord(record_type=DELETE, terminal_device_name="SEP001")
    assert (new.record_type, new.instruments) == (ADD, ("2001",))  # type: ignore[attr-defined] # a terminal's
    assert changes(ConfigMsgMask.TERMINAL_MASK, DEMO, without("terminals")) == (gone,)


def test_services_of_an_agent_are_not_deleted() -> None:
    """The record of an agent who has lost all services is a change."""
    agent = DEMO.agents[0].icm_agent_id
    (fewer,) = changes(ConfigMsgMask.AGENT_SERVICE_MASK, DEMO, first("agents", enabled_services=(SERVICE,)))
    assert fewer == m.AgentServiceRecord(agent_skill_target_id=agent, enabled_services=(SERVICE,), record_type=CHANGE)
    (none,) = changes(ConfigMsgMask.AGENT_SERVICE_MASK, DEMO, first("agents", enabled_services=()))
    assert none == m.AgentServiceRecord(agent_skill_target_id=agent, record_type=CHANGE)


_SOME_AGENTS = st.lists(
    st.builds(
        lambda agent, name, services: attrs.evolve(agent, last_name=name, enabled_services=services),
        st.sampled_from(DEMO.agents),
        st.sampled_from(["A", "B"]),
        st.sampled_from([(), (SERVICE,)]),
    ),
    max_size=8,
    unique_by=lambda agent: agent.key,
).map(tuple)


@given(_SOME_AGENTS, _SOME_AGENTS, st.sampled_from([DEMO.teams, ()]))
def test_narrowed_sites_have_the_same_changes(before: Any, after: Any, teams: Any) -> None:
    """Agents who are the same at the beginning and the end of both sites make no difference, unless teams do."""
    sites = attrs.evolve(DEMO, agents=before), attrs.evolve(DEMO, agents=after, teams=teams)
    for each in ITEMS:
        told = changed_records(each, *narrowed(*sites), None, Profile(25))
        assert told == changed_records(each, *sites, None, Profile(25))


def test_who_supervises_is_told_though_no_agent_differs() -> None:
    """The record of an agent says whether they supervise a team."""
    after = attrs.evolve(DEMO, teams=())
    supervisors = {supervisor for team in DEMO.teams for supervisor in team.supervisors}
    told: Any = changed_records(item(ConfigMsgMask.AGENT_MASK), *narrowed(DEMO, after), None, Profile(25))
    assert {record.login_id for record in told} == supervisors
