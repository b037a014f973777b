"""What may be there only once."""

from __future__ import annotations

import pytest

from tests.ctiserver.site.sites import SMALLEST, flaws, site

AGENT = "[[agents]]\nid = '{}'\nextension = '{}'\nicm_agent_id = {}\n"
GROUP = "[[skill_groups]]\nnumber = {}\nid = {}\n"
SERVICE = "[[services]]\nnumber = {}\nid = {}\n"


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("[[peripherals]]\nid = 5000\n", ("peripherals[1].id", "5000 stands already in peripherals[0].id")),
        (
            "[[media_routing_domains]]\nid = 1\n" * 2,
            ("media_routing_domains[1].id", "1 stands already in media_routing_domains[0].id"),
        ),
        ("[[desk_settings]]\nid = 1\n" * 2, ("desk_settings[1].id", "1 stands already in desk_settings[0].id")),
        ("[[call_types]]\nid = 1\n" * 2, ("call_types[1].id", "1 stands already in call_types[0].id")),
        ("[[teams]]\nid = 1\n" * 2, ("teams[1].id", "1 stands already in teams[0].id")),
        ("[[clients]]\nid = 'a'\n" * 2, ("clients[1].id", '"a" stands already in clients[0].id')),
        (
            GROUP.format(1, 1) + GROUP.format(1, 2),
            ("skill_groups[1].number", "1 stands already in skill_groups[0].number"),
        ),
        (GROUP.format(1, 1) + GROUP.format(2, 1), ("skill_groups[1].id", "1 stands already in skill_groups[0].id")),
        (SERVICE.format(1, 1) + SERVICE.format(1, 2), ("services[1].number", "1 stands already in services[0].number")),
        (SERVICE.format(1, 1) + SERVICE.format(2, 1), ("services[1].id", "1 stands already in services[0].id")),
        (
            "[[trunk_groups]]\nnumber = 1\n" * 2,
            ("trunk_groups[1].number", "1 stands already in trunk_groups[0].number"),
        ),
        (
            "[[trunk_groups]]\nnumber = 1\ntrunks = ['1-3', 2]\n",
            ("trunk_groups[0].trunks", "2 stands already in trunk_groups[0].trunks"),
        ),
        (
            GROUP.format(1, 1) + SERVICE.format(1, 1) + "members = [1, 1]\n",
            ("services[0].members", "1 stands already in services[0].members"),
        ),
        (
            GROUP.format(1, 1) + AGENT.format(1, 2, 3) + "skill_groups = [1, 1]\n",
            ("agents[0].skill_groups", "1 stands already in agents[0].skill_groups"),
        ),
        (
            (GROUP + "default = true\n").format(1, 1) + (GROUP + "default = true\n").format(2, 2),
            (
                "skill_groups[1].default",
                "the default group of the peripheral stands already in skill_groups[0].default",
            ),
        ),
        (
            AGENT.format(1, 2, 3) + "enabled_services = ['RECORDING', 3]\n",
            ("agents[0].enabled_services", "RECORDING stands already in agents[0].enabled_services"),
        ),
        (
            "[[terminals]]\nname = 'SEP1'\n" * 2,
            ("terminals[1].name", '"SEP1" stands already in terminals[0].name'),
        ),
        (
            AGENT.format(1, 2, 3)
            + "[[terminals]]\nname = 'SEP1'\ninstruments = 2\n[[terminals]]\nname = 'SEP2'\ninstruments = 2\n".replace(
                "= 2", "= '2'"
            ),
            ("terminals[1].instruments", '"2" stands already in terminals[0].instruments'),
        ),
        (
            AGENT.format(1, 2, 3) + AGENT.format(1, 5, 6),
            ("agents[1].id", '"1" stands already in agents[0].id'),
        ),
        (
            AGENT.format(1, 2, 3) + AGENT.format(4, 2, 6),
            ("agents[1].extension", '"2" stands already in agents[0].extension'),
        ),
        (
            AGENT.format(1, 2, 3) + AGENT.format(4, 5, 3),
            ("agents[1].icm_agent_id", "3 stands already in agents[0].icm_agent_id"),
        ),
        (
            AGENT.format(1, 2, 3) + "instrument = '9'\n" + AGENT.format(4, 5, 6) + "instrument = '9'\n",
            ("agents[1].instrument", '"9" stands already in agents[0].instrument'),
        ),
        (
            AGENT.format(1, 2, 3) + "[[devices]]\nnumber = '2'\n",
            ("devices[0].number", '"2" stands already in agents[0].extension'),
        ),
        (
            SERVICE.format(1, 1) + "[[devices]]\nnumber = '2'\n[[dialed_numbers]]\nnumber = '2'\nservice_number = 1\n",
            ("dialed_numbers[0].number", '"2" stands already in devices[0].number'),
        ),
        (
            SERVICE.format(1, 1)
            + "[[devices]]\nnumber = '71'\n"
            + "[[dialed_numbers]]\nnumber = '8'\nservice_number = 1\ntranslation_routes = '70-71'\n",
            ("dialed_numbers[0].translation_routes", '"71" stands already in devices[0].number'),
        ),
        (
            SERVICE.format(1, 1)
            + "[[dialed_numbers]]\nnumber = '8'\nservice_number = 1\ntranslation_routes = '70'\n"
            + "[[dialed_numbers]]\nnumber = '70'\nservice_number = 1\n",
            ("dialed_numbers[1].number", '"70" stands already in dialed_numbers[0].translation_routes'),
        ),
        (
            AGENT.format(1, 2, 3) + "[[teams]]\nid = 1\nmembers = '1'\n[[teams]]\nid = 2\nmembers = '1'\n",
            ("teams[1].members", '"1" stands already in teams[0].members'),
        ),
        (
            AGENT.format(1, 2, 3) + "[[teams]]\nid = 1\nprimary_supervisor = '1'\nother_supervisors = ['1']\n",
            ("teams[0].other_supervisors", '"1" stands already in teams[0].other_supervisors'),
        ),
        (
            "[[ecc_variables]]\nname = 'user.a'\n[[ecc_arrays]]\nname = 'USER.A'\nsize = 1\n",
            ("ecc_arrays[0].name", '"USER.A" stands already in ecc_variables[0].name'),
        ),
        ("[[reason_codes]]\ncode = 1\n" * 2, ("reason_codes[1].code", "1 stands already in reason_codes[0].code")),
        (
            "[[wrapup_codes]]\ncode = 'a'\n" * 2,
            ("wrapup_codes[1].code", '"a" stands already in wrapup_codes[0].code'),
        ),
        ("[dial_plan]\npbx = ['7', '7']\n", ("dial_plan.pbx", '"7" stands already in dial_plan.pbx')),
        (
            "[dial_plan]\ninternational = '00'\npbx = '00'\n",
            ("dial_plan.pbx", '"00" stands already in dial_plan.international'),
        ),
        ("[settings]\nport_b = 42027\n", ("settings.port_b", "42027 stands already in settings.port_a")),
    ],
)
def test_what_is_given_twice_is_told_with_both_places(text: str, flaw: tuple[str, str]) -> None:
    """The later place is the flaw, the earlier one is named."""
    assert flaws(SMALLEST + text) == [flaw]


def test_numbers_may_be_the_same_on_different_peripherals() -> None:
    """Numbers, agent ids and extensions are those of their peripheral."""
    loaded = site(
        "[[peripherals]]\nid = 5001\n"
        + GROUP.format(1, 1)
        + (GROUP + "peripheral_id = 5001\n").format(1, 2)
        + AGENT.format(1, 2, 3)
        + (AGENT + "peripheral_id = 5001\n").format(1, 2, 4)
    )
    assert [agent.peripheral_id for agent in loaded.agents] == [5000, 5001]


def test_both_sides_may_take_any_free_port() -> None:
    """Port 0 is no port that could be taken."""
    settings = site("[settings]\nport_a = 0\nport_b = 0\n").settings
    assert (settings.port_a, settings.port_b) == (0, 0)


def test_a_supervisor_may_have_several_teams_and_be_in_one() -> None:
    """To supervise a team is not to be a member of it, so that neither clashes."""
    team = "[[teams]]\nid = {}\nprimary_supervisor = '1'\nmembers = {}\n"
    assert len(site(AGENT.format(1, 2, 3) + team.format(1, "'1'") + team.format(2, "[]")).teams) == 2
