"""What a site may say, and what it is where it says nothing, by its dialect."""

from __future__ import annotations

import pytest

from ctiproto.constants import PeripheralType
from ctiserver.site.load import parse_site
from tests.ctiserver.site.sites import SMALLEST, flaws


def test_the_versions_are_those_of_the_dialect() -> None:
    """All of them, unless the file names some; one that its clients cannot have is a flaw."""
    text = 'dialect = "uccx"\n[[peripherals]]\nid = 1\n'
    assert parse_site(text.encode(), "my.toml").settings.versions == tuple(range(10, 19))
    assert parse_site(f"{text}[settings]\nversions = [11]".encode(), "my.toml").settings.versions == (11,)
    flaw = ("settings.versions", "expected versions of uccx, which are 10 to 18")
    assert flaws(f"{text}[settings]\nversions = [9, 11]") == [flaw]


def test_unified_ccx_has_one_peripheral() -> None:
    """Its id is 1, which its clients write for it."""
    flaw = ("peripherals", "expected one, with id 1: clients of uccx name no other")
    for peripherals in ("[[peripherals]]\nid = 2\n", "[[peripherals]]\nid = 1\n[[peripherals]]\nid = 2\n"):
        assert flaws('dialect = "uccx"\n' + peripherals) == [flaw]


@pytest.mark.parametrize("kind", ["ENTERPRISE_AGENT", "GENERIC"])
def test_a_peripheral_of_unified_ccx_is_of_its_type(kind: str) -> None:
    """It need not be said; another type is a flaw there."""
    text = 'dialect = "uccx"\n[[peripherals]]\nid = 1\n'
    assert parse_site(text.encode(), "my.toml").main_peripheral.type is PeripheralType.CRS
    flaw = ("peripherals[0].type", "expected ACMI_CRS, the only type of uccx")
    assert flaws(f'{text}type = "{kind}"\n') == [flaw]


def test_a_peripheral_of_unified_ccx_that_is_no_table() -> None:
    """It is the only flaw, as in any other site."""
    ((key, text),) = flaws('dialect = "uccx"\nperipherals = [7]\n')
    assert (key, text) == ("peripherals[0]", "expected a table, not 7")


@pytest.mark.parametrize(("dialect", "longest"), [("ucce", 11), ("uccx", 128)])
def test_the_longest_agent_id_is_that_of_the_dialect(dialect: str, longest: int) -> None:
    """One more character is a flaw; a long one is password and last name as far as it fits."""
    text = f'dialect = "{dialect}"\n[[peripherals]]\nid = 1\n[[agents]]\nextension = "1"\nicm_agent_id = 1\n'
    (agent,) = parse_site(f'{text}id = "{"x" * longest}"'.encode(), "my.toml").agents
    assert (agent.password, agent.last_name) == ("x" * min(longest, 63), "x" * min(longest, 31))
    flaw = ("agents[0].id", f"expected at most {longest} characters in an id of {dialect}")
    if longest < 128:
        assert flaws(f'{text}id = "{"x" * (longest + 1)}"') == [flaw]
    ((key, _),) = flaws(f'{text}id = "{"x" * 129}"')
    assert key == "agents[0].id"


@pytest.mark.fidelity("uccx.most-csqs")
@pytest.mark.parametrize(("dialect", "most"), [("ucce", 99), ("uccx", 25)])
def test_the_most_skill_groups_of_an_agent(dialect: str, most: int) -> None:
    """One more is a flaw."""
    text = f'dialect = "{dialect}"\n[[peripherals]]\nid = 1\n'
    text += "".join(f"[[skill_groups]]\nnumber = {number}\nid = {number}\n" for number in range(1, 101))
    text += '[[agents]]\nid = "1"\nextension = "1"\nicm_agent_id = 1000\nskill_groups = "1-{}"\n'
    assert len(parse_site(text.format(most).encode(), "my.toml").agents[0].skill_groups) == most
    flaw = ("agents[0].skill_groups", f"expected at most {most} skill groups, not {most + 1}")
    assert flaws(text.format(most + 1)) == [flaw]


@pytest.mark.parametrize("said", ['"uccy"', "7", "[]", "true"])
def test_a_dialect_that_is_none(said: str) -> None:
    """The flaw says which there are."""
    ((key, text),) = flaws(f"dialect = {said}\n" + SMALLEST)
    assert key == "dialect"
    assert text.startswith('expected "ucce"')


def test_settings_of_another_dialect_that_are_no_table() -> None:
    """It is the only flaw."""
    assert flaws('dialect = "uccx"\nsettings = 7\n' + SMALLEST) == [("settings", "expected a table, not 7")]


@pytest.mark.fidelity("uccx.ascii-agent-ids")
def test_an_agent_id_of_unified_ccx_is_ascii() -> None:
    """Texts are UTF-8 there, and eight-bit characters elsewhere; an AgentID is the same in both."""
    agents = '[[peripherals]]\nid = 1\n[[agents]]\nid = "josé"\nextension = "1"\nicm_agent_id = 1\n'
    assert flaws(f'dialect = "uccx"\n{agents}') == [("agents[0].id", "expected ASCII characters in an id of uccx")]
    assert parse_site(agents.encode(), "my.toml").agents[0].id == "josé"
