"""Whatever is named is there."""

from __future__ import annotations

import pytest

from tests.ctiserver.site.sites import SMALLEST, changed_demo, flaws, site

AGENT = "[[agents]]\nid = '1'\nextension = '2'\nicm_agent_id = 3\n"
GROUP = "[[skill_groups]]\nnumber = 1\nid = 1\n"
SERVICE = "[[services]]\nnumber = 1\nid = 1\n"
DIALED = "[[dialed_numbers]]\nnumber = '8'\nservice_number = 1\n"


@pytest.mark.parametrize(
    ("text", "key", "wanted"),
    [
        (GROUP + "peripheral_id = 9\n", "skill_groups[0].peripheral_id", "the id of a peripheral"),
        (AGENT + "peripheral_id = 9\n", "agents[0].peripheral_id", "the id of a peripheral"),
        ("desk_settings_id = 9\n", "peripherals[0].desk_settings_id", "the id of desk settings"),
        ("media_routing_domain_id = 9\n", "peripherals[0].media_routing_domain_id", "the id of a media routing domain"),
        (AGENT + "desk_settings_id = 9\n", "agents[0].desk_settings_id", "the id of desk settings"),
        (
            AGENT + "skill_groups = 9\n",
            "agents[0].skill_groups",
            "the number of a skill group of peripheral 5000",
        ),
        (
            GROUP + "media_routing_domain_id = 9\n",
            "skill_groups[0].media_routing_domain_id",
            "the id of a media routing domain",
        ),
        (SERVICE + "members = 9\n", "services[0].members", "the number of a skill group of peripheral 5000"),
        (
            DIALED.replace("1", "9"),
            "dialed_numbers[0].service_number",
            "the number of a service of peripheral 5000",
        ),
        (
            SERVICE + DIALED + "skill_group_number = 9\n",
            "dialed_numbers[0].skill_group_number",
            "the number of a skill group of peripheral 5000",
        ),
        (SERVICE + DIALED + "call_type_id = 9\n", "dialed_numbers[0].call_type_id", "the id of a call type"),
    ],
)
def test_a_number_that_is_not_there_is_told_with_what_was_wanted(text: str, key: str, wanted: str) -> None:
    """Every reference to 9, which nothing is called, is a flaw at its own key."""
    assert flaws(SMALLEST + text) == [(key, f"expected {wanted}, not 9")]


@pytest.mark.parametrize(
    ("text", "key", "wanted"),
    [
        (
            "[[terminals]]\nname = 'SEP1'\ninstruments = '9'\n",
            "terminals[0].instruments",
            "the instrument of an agent or the number of a device of peripheral 5000",
        ),
        ("[[teams]]\nid = 1\nmembers = '9'\n", "teams[0].members", "the id of an agent of peripheral 5000"),
        (
            "[[teams]]\nid = 1\nprimary_supervisor = '9'\n",
            "teams[0].primary_supervisor",
            "the id of an agent of peripheral 5000",
        ),
        (
            "[[teams]]\nid = 1\nother_supervisors = '9'\n",
            "teams[0].other_supervisors",
            "the id of an agent of peripheral 5000",
        ),
        ("[workload]\nagents = '9'\n", "workload.agents", "the id of an agent"),
        (
            "[[desk_settings]]\nid = 1\nring_no_answer_dn = 9\n",
            "desk_settings[0].ring_no_answer_dn",
            "a dialled number",
        ),
    ],
)
def test_somebody_who_is_not_there_is_told_as_well(text: str, key: str, wanted: str) -> None:
    """Teams, supervisors and simulated agents are agents of the site, and calls go on to a number of the site."""
    assert flaws(SMALLEST + text) == [(key, f'expected {wanted}, not "9"')]


def test_reasons_for_breaks_are_reasons_of_the_site() -> None:
    """Where there is a list, and somebody who takes breaks; no reason and those of the system need no list."""
    listed = "[[reason_codes]]\ncode = 3\n"
    breaks = "[workload]\nbreak_reason_codes = [0, 2, 3, 999, 20001]\n"
    flaw = ("workload.break_reason_codes", "expected the code of a reason, not 2")
    assert flaws(SMALLEST + AGENT + listed + breaks + "agents = '1'\n") == [flaw]
    assert site(AGENT + breaks + "agents = '1'\n").allows_reason(2)
    assert not site(AGENT + listed + breaks).allows_reason(2)
    unlisted = "[settings]\nunlisted_reason_codes = true\n"
    assert site(AGENT + listed + unlisted + breaks + "agents = '1'\n").allows_reason(2)


def test_an_agent_of_another_peripheral_is_no_team_member() -> None:
    """The same number elsewhere does not count."""
    text = (
        SMALLEST + "[[peripherals]]\nid = 5001\n" + AGENT + "[[teams]]\nid = 1\nperipheral_id = 5001\nmembers = '1'\n"
    )
    assert flaws(text) == [("teams[0].members", 'expected the id of an agent of peripheral 5001, not "1"')]


def test_a_flaw_of_a_range_is_told_once() -> None:
    """Five agents with the same unknown skill group are one flaw of their table."""
    assert len(flaws(changed_demo("[1, 3]", "[1, 7]"))) == 1


def test_what_is_there_can_be_named() -> None:
    """Dialled numbers, skill groups, call types and desk settings of the site are accepted."""
    loaded = site(
        "desk_settings_id = 1\n[[desk_settings]]\nid = 1\nring_no_answer_dn = 8\n[[call_types]]\nid = 1\n"
        + (GROUP + SERVICE + "members = 1\n" + DIALED + "skill_group_number = 1\ncall_type_id = 1\n")
        + (AGENT + "skill_groups = 1\ndesk_settings_id = 1\n")
    )
    assert loaded.dialed_numbers[0].skill_group_number == 1
