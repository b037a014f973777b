"""Addresses of telephones in a site file."""

from __future__ import annotations

import pytest

from ctiserver.site.addresses import is_ip
from tests.ctiserver.site.sites import SMALLEST, flaws, site

AGENT = "[[agents]]\nid = '1001'\nextension = '2001'\nicm_agent_id = 1\n"
RANGE = "[[agents]]\nids = '1001-1003'\nextensions = '2001-2003'\nicm_agent_ids = '1-3'\n"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("198.51.100.7", True), ("", False), ("198.51.100", False), ("phone", False), ("2001:db8::1", False)],
)
def test_an_address_has_four_numbers(text: str, is_one: bool) -> None:
    """Names are none, and neither are addresses of IPv6."""
    assert is_ip(text) is is_one


def test_agents_and_devices_have_addresses() -> None:
    """An agent, a device, and the agents of a range one after the other."""
    found = site(AGENT + "ip = '198.51.100.7'\n[[devices]]\nnumber = '3001'\nip = '198.51.100.8'\n")
    assert (found.agents[0].ip, found.devices[0].ip) == ("198.51.100.7", "198.51.100.8")
    many = site(RANGE + "first_ip = '198.51.100.254'\n").agents
    assert [agent.ip for agent in many] == ["198.51.100.254", "198.51.100.255", "198.51.101.0"]
    assert [agent.ip for agent in site(RANGE).agents] == ["", "", ""]


def test_what_is_no_address_is_a_flaw() -> None:
    """The path names it, and a range needs room for all its agents."""
    assert flaws(SMALLEST + AGENT + "ip = 'here'\n[[devices]]\nnumber = '3001'\nip = '1.2.3'\n") == [
        ("devices[0].ip", 'expected an IPv4 address, not "1.2.3"'),
        ("agents[0].ip", 'expected an IPv4 address, not "here"'),
    ]
    for first in ("here", "255.255.255.254"):
        assert flaws(SMALLEST + RANGE + f"first_ip = '{first}'\n") == [
            ("agents[0]", "expected first_ip to be an IPv4 address with as many behind it as there are ids (3)")
        ]
