"""Settings, dial plan and workload."""

from __future__ import annotations

import pytest

from ctiproto.constants import CTIService, DeskSettingsMask
from ctiserver.site.settings import DialPlan, Settings, Span
from tests.ctiserver.site.sites import SMALLEST, flaws, site


@pytest.mark.parametrize(
    ("number", "outside"),
    [("91234", True), ("9123456789", True), ("9123", False), ("81234", False), ("9#234", False), ("", False)],
)
def test_five_digits_that_begin_with_nine_lead_outside(number: str, outside: bool) -> None:
    """The default dial plan counts all digits, the first included."""
    assert bool(DialPlan().outside_access(number)) is outside


def test_a_dial_plan_can_be_another() -> None:
    """Without a prefix the length alone decides; only ASCII digits are digits."""
    plan = DialPlan(outside_prefix="", outside_min_digits=7)
    assert plan.outside_access("5550100")
    assert not plan.outside_access("555010")
    assert not plan.outside_access("\u0665\u0665\u0665\u0660\u0661\u0660\u0660")


@pytest.mark.parametrize(
    ("number", "bit"),
    [
        ("95550100", DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK),
        ("900", DeskSettingsMask.OUTBOUND_ACCESS_INTERNATIONAL_MASK),
        ("+44", DeskSettingsMask.OUTBOUND_ACCESS_INTERNATIONAL_MASK),
        ("9001", DeskSettingsMask.OUTBOUND_ACCESS_OPERATOR_ASSISTED_MASK),
        ("92", DeskSettingsMask.OUTBOUND_ACCESS_PRIVATE_NET_MASK),
        ("93", DeskSettingsMask.OUTBOUND_ACCESS_PRIVATE_NET_MASK),
        ("7", DeskSettingsMask.OUTBOUND_ACCESS_PBX_MASK),
        ("90", 0),
        ("+", DeskSettingsMask.OUTBOUND_ACCESS_INTERNATIONAL_MASK),
        ("", 0),
        ("+44 1", 0),
        ("7x", 0),
    ],
)
def test_the_longest_prefix_says_the_class(number: str, bit: int) -> None:
    """A number of any length is of a class if it begins with one of its prefixes; all others outside are public."""
    text = "[dial_plan]\ninternational = ['900', '+']\nprivate_net = '92-93'\noperator_assisted = '9001'\npbx = '7'\n"
    assert site(text).dial_plan.outside_access(number) == bit


def test_services_without_a_published_layout_are_not_granted() -> None:
    """All other services are, named or not."""
    grantable = Settings().grantable
    assert CTIService.SERVICE_AGENT_REPORTING not in grantable
    assert CTIService.SERVICE_ALL_TASK_EVENTS not in grantable
    assert CTIService.SERVICE_TASK_MONITOR not in grantable
    assert grantable & 0x200
    assert CTIService.SERVICE_ALL_EVENTS in grantable


def test_a_span_has_its_bounds_in_order() -> None:
    """Bounds may be equal but not swapped, in code and in a file."""
    assert Span(5, 5).longest == 5
    with pytest.raises(ValueError, match="expected shortest"):
        Span(6, 5)
    assert flaws(SMALLEST + "[workload]\npatience = { shortest = 6, longest = 5.5 }\n") == [
        ("workload.patience", "expected shortest (6) not to be above longest (5.5)")
    ]


def test_at_most_all_calls_are_announced() -> None:
    """A share is from 0 to 1."""
    assert site("[workload]\nannounced = 1\n").workload.announced == 1
    assert flaws(SMALLEST + "[workload]\nannounced = 1.1\n") == [
        ("workload.announced", "expected a number from 0 to 1, not 1.1")
    ]


@pytest.mark.parametrize("variables", ["yyyyyyyyy", "yyyyyyyyyz", "YYYYYYYYYY"])
def test_the_map_of_call_variables_has_a_letter_for_each(variables: str) -> None:
    """Ten letters, each y or n."""
    found = flaws(SMALLEST + f'[settings]\ncall_control_variable_map = "{variables}"\n')
    assert found == [
        ("settings", "expected call_control_variable_map to have a y or an n for each of the 10 call variables")
    ]
    assert Settings(call_control_variable_map="ynnnyyyyyy").call_control_variable_map.count("n") == 3
