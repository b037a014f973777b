"""Sites and their flaws on the way from one process to another."""

from __future__ import annotations

import pickle

import attrs
import pytest

from ctiserver.site.errors import Problem, SiteError
from ctiserver.site.load import load_demo, parse_site
from ctiserver.site.model import Site
from ctiserver.site.transfer import PARTS, joined, pieces_of, read_pieces


def sent(outcome: Site | SiteError) -> bytes:
    """The bytes that go from one process to the other."""
    return b"".join(pieces_of(outcome))


@pytest.mark.parametrize(
    "site",
    [
        load_demo(),
        parse_site(b"[[peripherals]]\nid = 1\n", "a.toml"),
        attrs.evolve(load_demo(), agents=(), media_routing_domains=()),
    ],
    ids=["demo", "smallest", "empty lists"],
)
def test_a_site_arrives_as_it_was(site: Site) -> None:
    """Lists that are empty stay empty, also where the default is another one."""
    assert joined(read_pieces(sent(site))) == site


def test_a_large_list_comes_in_pieces() -> None:
    """No piece takes long to read, and the order of the list is kept."""
    agents = tuple(attrs.evolve(load_demo().agents[0], icm_agent_id=number) for number in range(1, 2 * PARTS + 2))
    pieces = list(read_pieces(sent(attrs.evolve(load_demo(), agents=agents))))
    assert [len(values) for name, values in pieces if name == "agents"] == [PARTS, PARTS, 1]
    assert joined(pieces).agents == agents


def test_flaws_arrive_as_errors() -> None:
    """The error has the same problems."""
    problems = (Problem("a.toml", "name", "expected x"), Problem("a.toml", "", "expected y", 7))
    with pytest.raises(SiteError) as raised:
        joined(read_pieces(sent(SiteError(problems))))
    assert raised.value.problems == problems


def test_pieces_are_read_when_they_are_wanted() -> None:
    """What stands behind a piece is not looked at before."""
    first, *_ = pieces_of(load_demo())
    pieces = read_pieces(first + b"nonsense")
    assert next(pieces)[0] == "peripherals"
    with pytest.raises(pickle.UnpicklingError):
        next(pieces)
