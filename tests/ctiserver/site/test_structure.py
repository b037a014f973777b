"""Tables of a document become classes, or flaws with their paths."""

from __future__ import annotations

import pytest

from tests.ctiserver.site.sites import SMALLEST, changed_demo, flaws, site


def test_a_flaw_has_the_path_of_its_key() -> None:
    """Tables, lists within tables and tables within tables are all in the path."""
    text = SMALLEST + (
        "[[teams]]\nid = 7001\nname = 5\nmembers = ['1001', 7]\n"
        "[workload]\npatience = { shortest = 'a', longest = 1 }\n"
        "[[skill_groups]]\nnumber = 1\nid = 0\n"
    )
    assert [key for key, _ in flaws(text)] == [
        "workload.patience.shortest",
        "skill_groups[0].id",
        "teams[0].name",
        "teams[0].members[1]",
    ]


@pytest.mark.parametrize("value", ['"7"', "true", "7.0", "[7]", "{ a = 7 }", "2026-11-20", "-1", "4294967295"])
def test_nothing_else_passes_as_a_number(value: str) -> None:
    """A number of the protocol is a whole number in the file, below the number that means none."""
    assert flaws(SMALLEST + f"[[skill_groups]]\nnumber = {value}\nid = 1\n")[0][0] == "skill_groups[0].number"


def test_a_key_that_is_missing_is_named() -> None:
    """A required key that is not there is a flaw at its own path."""
    assert flaws(SMALLEST + "[[call_types]]\nname = 'Sales'\n") == [
        ("call_types[0].id", "expected a value, but the key is missing")
    ]


def test_an_unknown_key_is_an_error_with_a_hint() -> None:
    """The key that was probably meant is named, else all that are possible."""
    assert flaws(SMALLEST + "[settings]\nport_aa = 1\nzzz = 1\n") == [
        ("settings", 'unknown key "port_aa": did you mean "port_a"?'),
        ("settings", flaws(SMALLEST + "[settings]\nzzz = 1\n")[0][1]),
    ]
    assert flaws("agent = 1\n" + SMALLEST) == [("", 'unknown key "agent": did you mean "agents"?')]
    assert flaws(SMALLEST + "[[call_types]]\nid = 1\nzzz = 1\n") == [
        ("call_types[0]", 'unknown key "zzz": expected only id, name')
    ]


def test_a_key_that_was_renamed_is_told_its_new_name() -> None:
    """At the top of the file, where the table was; elsewhere the old word is a key like any that is unknown."""
    assert flaws(SMALLEST + "[life]\ncalls_per_hour = 7\n") == [("", 'unknown key "life": it is called "workload" now')]
    assert flaws(SMALLEST + "[[call_types]]\nid = 1\nlife = 1\n") == [
        ("call_types[0]", 'unknown key "life": expected only id, name')
    ]


def test_tables_are_tables() -> None:
    """A value in place of a table, or one table in place of several, is told apart."""
    assert flaws("settings = 7\n" + SMALLEST) == [("settings", "expected a table, not 7")]
    assert flaws("peripherals = {}\n") == [("peripherals", "expected a list of tables, not a table")]
    assert flaws("peripherals = [7]\n") == [("peripherals[0]", "expected a table, not 7")]
    assert flaws("agents = [7]\n" + SMALLEST) == [("agents[0]", "expected a table, not 7")]


def test_lists_of_numbers_take_ranges_and_single_entries() -> None:
    """One entry may stand without its list, and ranges beside single numbers."""
    trunks = "[[trunk_groups]]\nnumber = 1\ntrunks = "
    assert site(trunks + "['1-3', 7]\n").trunk_groups[0].trunks == (1, 2, 3, 7)
    assert site(trunks + "'1-3'\n").trunk_groups[0].trunks == (1, 2, 3)
    assert site(trunks + "7\n").trunk_groups[0].trunks == (7,)
    assert flaws(SMALLEST + trunks + "['7', '3-1']\n") == [
        ("trunk_groups[0].trunks[0]", 'expected a whole number from 0 to 4294967294, not "7"'),
        ("trunk_groups[0].trunks[1]", 'expected a range that counts up, such as "1-3", not "3-1"'),
    ]


def test_a_range_of_numbers_that_do_not_fit_is_one_flaw() -> None:
    """A range is one entry of its list, whatever it stands for."""
    text = changed_demo('"2001-2005"', '"1000000000000000-1000000000000004"')
    assert [key for key, _ in flaws(text)] == ["agents[0].extensions"]


def test_all_lists_share_one_budget() -> None:
    """A site cannot name more numbers than there is room for, in one range or in many."""
    group = "[[trunk_groups]]\nnumber = {}\ntrunks = '1-{}'\n"
    wanted = "expected at most 1000000 numbers in all lists of a site together"
    assert flaws(SMALLEST + group.format(1, 999_999_999)) == [("trunk_groups[0].trunks", wanted)]
    many = group.format(1, 9) + group.format(2, 999_992)
    assert flaws(SMALLEST + many) == [("trunk_groups[1].trunks", wanted)]
