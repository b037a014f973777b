"""The differences between two sites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto.constants import PeripheralType
from ctiproto.versions import Dialect
from ctiserver.site.changes import AT_START, IDENTITIES, SECTIONS, PartChanges, SiteChanges, compare, taken_over
from ctiserver.site.load import load_demo
from ctiserver.site.model import Client, ECCArray, ECCVariable, Peripheral, Settings, Site

DEMO = load_demo()


def first(site: Site, name: str, /, **changes: Any) -> Site:
    """The site with the first part of a list changed."""
    part, *others = getattr(site, name)
    different: dict[str, Any] = {name: (attrs.evolve(part, **changes), *others)}
    return attrs.evolve(site, **different)


def test_every_list_of_a_site_is_compared() -> None:
    """Every list of a site is compared, and so are its single tables, its name and its dialect."""
    known = {*IDENTITIES, *SECTIONS, "name", "dialect"}
    assert {field.name for field in attrs.fields(Site)} == known


def test_a_site_does_not_differ_from_itself() -> None:
    """An equal site gives no changes at all."""
    assert compare(DEMO, attrs.evolve(DEMO)) == SiteChanges()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("agents", {"last_name": "New"}),
        ("peripherals", {"name": "New"}),
        ("media_routing_domains", {"name": "New"}),
        ("desk_settings", {"work_mode_timer": 77}),
        ("skill_groups", {"id": 4711}),
        ("services", {"name": "New"}),
        ("call_types", {"name": "New"}),
        ("dialed_numbers", {"service_number": 3}),
        ("trunk_groups", {"trunks": (1,)}),
        ("teams", {"members": ()}),
        ("ecc_variables", {"max_length": 1}),
        ("ecc_arrays", {"max_length": 1}),
        ("reason_codes", {"label": "New"}),
        ("wrapup_codes", {"label": "New"}),
    ],
)
def test_a_part_that_is_changed(name: str, changes: dict[str, Any]) -> None:
    """It keeps what it is called by; the other way round it is a change as well."""
    other = first(DEMO, name, **changes)
    for pair in ((DEMO, other), (other, DEMO)):
        assert compare(*pair).parts == (PartChanges(name, 0, 1, 0),)


@pytest.mark.parametrize("name", [name for name in IDENTITIES if getattr(DEMO, name)])
def test_a_part_that_is_removed_or_added(name: str) -> None:
    """Each list has its own numbers."""
    less = attrs.evolve(DEMO, **{name: getattr(DEMO, name)[1:]})
    assert compare(DEMO, less).parts == (PartChanges(name, 0, 0, 1),)
    assert compare(less, DEMO).parts == (PartChanges(name, 1, 0, 0),)


def test_one_that_is_called_otherwise_is_another() -> None:
    """One is removed, one is added; of variables the case does not count."""
    assert compare(DEMO, first(DEMO, "skill_groups", number=9)).parts == (PartChanges("skill_groups", 1, 0, 1),)
    assert compare(DEMO, first(DEMO, "ecc_variables", name="USER.account")).parts == (
        PartChanges("ecc_variables", 0, 1, 0),
    )


def test_which_peripherals_are_concerned() -> None:
    """Those of parts that are new, different or gone; what belongs to none concerns none."""
    changed = attrs.evolve(
        DEMO,
        clients=(Client("a"),),
        ecc_variables=(ECCVariable("b"),),
        ecc_arrays=(ECCArray("c", 1),),
    )
    assert compare(DEMO, changed).peripherals == frozenset()
    assert compare(DEMO, first(DEMO, "agents", extension="7")).peripherals == {5000}
    assert compare(DEMO, attrs.evolve(DEMO, devices=(), dialed_numbers=())).peripherals == {5000}


def test_settings_that_count_at_once_and_those_of_the_next_start() -> None:
    """By their keys, as the site file has them."""
    other = attrs.evolve(
        first(DEMO, "peripherals", online=False),
        name="Other",
        settings=attrs.evolve(DEMO.settings, auth=True, port_a=1, seed=8),
        workload=attrs.evolve(DEMO.workload, calls_per_hour=7.0),
        dial_plan=attrs.evolve(DEMO.dial_plan, outside_prefix="0"),
    )
    found = compare(DEMO, other)
    assert found.settings == ("name", "settings.auth", "dial_plan.outside_prefix", "workload.calls_per_hour")
    assert found.at_start == ("settings.port_a", "settings.seed", "peripherals[5000].online")
    taken = taken_over(DEMO, other)
    assert taken.settings == attrs.evolve(DEMO.settings, auth=True)
    assert (taken.name, taken.workload, taken.dial_plan) == (other.name, other.workload, other.dial_plan)
    assert taken.peripherals == DEMO.peripherals
    assert compare(taken, other).at_start == found.at_start


def test_the_table_names_settings() -> None:
    """Each key in the table is a setting, and has a reason why it waits for a start."""
    assert set(AT_START) <= {field.name for field in attrs.fields(Settings)}
    assert all(AT_START.values())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda own: (*own, Peripheral(1)), "peripheral 1 cannot be added while the server runs"),
        (lambda own: own[1:], "peripheral 5000 cannot be removed while the server runs"),
        (
            lambda own: (attrs.evolve(own[0], type=PeripheralType.IPCC),),
            "peripheral 5000 cannot change its type while the server runs",
        ),
    ],
)
def test_what_cannot_be_changed(
    change: Callable[[tuple[Peripheral, ...]], tuple[Peripheral, ...]], reason: str
) -> None:
    """Peripherals: each obstacle is told."""
    assert compare(DEMO, attrs.evolve(DEMO, peripherals=change(DEMO.peripherals))).impossible == (reason,)


def test_the_dialect_cannot_be_changed() -> None:
    """Clients are connected that speak the other one."""
    other = attrs.evolve(DEMO, dialect=Dialect.UCCX)
    assert compare(DEMO, other).impossible == ("the dialect cannot change to uccx while the server runs",)


def test_how_the_log_tells_it() -> None:
    """Numbers by list for each kind of change; lists without any are left out."""
    other = attrs.evolve(
        first(DEMO, "teams", name="New"),
        clients=(Client("a"), Client("b")),
        agents=DEMO.agents[:-1],
        settings=attrs.evolve(DEMO.settings, auth=True, seed=9),
    )
    assert compare(DEMO, other).as_logged() == {
        "added": {"clients": 2},
        "changed": {"teams": 1},
        "removed": {"agents": 1},
        "settings": ["settings.auth"],
        "at_next_start": ["settings.seed"],
    }


def test_the_reference_says_what_waits_for_the_next_start_and_why() -> None:
    """The same settings, with the same reasons."""
    page = Path(__file__).parents[3] / "docs" / "reference" / "reconfiguration.md"
    rows = [line.split(" | ") for line in page.read_text("utf-8").splitlines() if line.startswith("| `settings.")]
    told = {
        key.strip("`|, ").removeprefix("settings."): row[1].strip(" |") for row in rows for key in row[0].split(", ")
    }
    assert told == AT_START


_SOME_CLIENTS = st.lists(
    st.builds(Client, id=st.sampled_from("abcdef"), password=st.sampled_from(["", "x"])),
    max_size=6,
    unique_by=lambda client: client.id,
).map(tuple)


@given(_SOME_CLIENTS, _SOME_CLIENTS)
def test_parts_are_counted_wherever_they_stand(before: tuple[Client, ...], after: tuple[Client, ...]) -> None:
    """A list has changes by the identities of its parts; that parts have moved is none."""
    old, new = ({client.id: client for client in clients} for clients in (before, after))
    added, removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    changed = sum(old[each] != new[each] for each in old.keys() & new.keys())
    found = compare(attrs.evolve(DEMO, clients=before), attrs.evolve(DEMO, clients=after)).parts
    assert found == ((PartChanges("clients", added, changed, removed),) if added or changed or removed else ())


def test_an_order_is_no_difference() -> None:
    """Parts that stand in another order are the same parts."""
    assert compare(DEMO, attrs.evolve(DEMO, agents=DEMO.agents[::-1])) == SiteChanges()


def test_a_site_that_waits_for_nothing_is_taken_over_as_it_is() -> None:
    """The look-ups that it has built stay with it."""
    after = first(DEMO, "agents", last_name="New")
    assert taken_over(DEMO, after) is after
