"""Settings, dial plan and workload."""

from __future__ import annotations

import pytest

from ctiproto.constants import CTIService
from ctiserver.site.settings import DialPlan, Settings, Span
from tests.ctiserver.site.sites import SMALLEST, flaws, site


@pytest.mark.parametrize(
    ("number", "outside"),
    [("91234", True), ("9123456789", True), ("9123", False), ("81234", False), ("9#234", False), ("", False)],
)
def test_five_digits_that_begin_with_nine_lead_outside(number: str, outside: bool) -> None:
    """The default dial plan counts all digits, the first included."""
    assert DialPlan().is_outside(number) is outside


def test_a_dial_plan_can_be_another() -> None:
    """Without a prefix the length alone decides; only ASCII digits are digits."""
    plan = DialPlan(outside_prefix="", outside_min_digits=7)
    assert plan.is_outside("5550100")
    assert not plan.is_outside("555010")
    assert not plan.is_outside("\u0665\u0665\u0665\u0660\u0661\u0660\u0660")


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
