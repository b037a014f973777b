"""Rules that bind one part of a site."""

from __future__ import annotations

from ctiproto.constants import DeviceIDType
from tests.ctiserver.site.sites import SMALLEST, flaws, site


def test_a_site_has_a_peripheral() -> None:
    """Without a peripheral nothing else is looked at."""
    assert flaws("peripherals = []\n[[call_types]]\nid = 1\n[[call_types]]\nid = 1\n") == [
        ("peripherals", "expected at least one peripheral")
    ]


def test_a_server_speaks_at_least_one_version() -> None:
    """An empty list of versions is a flaw: every OPEN_REQ would be refused."""
    assert flaws(SMALLEST + "[settings]\nversions = []\n") == [("settings.versions", "expected at least one version")]
    assert site("[settings]\nversions = ['9-11', 25]\n").settings.versions == (9, 10, 11, 25)


def test_a_prefix_can_be_dialled() -> None:
    """A number with other characters leads nowhere, so a prefix with them would do nothing."""
    text = "[dial_plan]\noutside_prefix = '{}'\ninternational = '{}'\npbx = ['7', '{}']\n"
    assert site(text.format("", "+", "*8#")).dial_plan.pbx == ("7", "*8#")
    assert flaws(SMALLEST + text.format("+9", "x", "8 1")) == [
        ("dial_plan.outside_prefix", 'expected digits, not "+9"'),
        ("dial_plan.international", 'expected digits, *, # and +, not "x"'),
        ("dial_plan.pbx", 'expected digits, *, # and +, not "8 1"'),
    ]


def test_wrapup_with_data_is_for_incoming_calls() -> None:
    """The mode that demands data does not exist for outgoing calls."""
    assert flaws(SMALLEST + "[[desk_settings]]\nid = 1\nwrapup_data_outgoing_mode = 'REQUIRED_WITH_DATA'\n") == [
        (
            "desk_settings[0].wrapup_data_outgoing_mode",
            "expected another mode: REQUIRED_WITH_DATA is for incoming calls only",
        )
    ]


def test_a_device_is_something_that_can_be_dialled() -> None:
    """Trunks, queues and outside numbers are no devices of this list."""
    assert site("[[devices]]\nnumber = '5'\ntype = 'ROUTE_POINT'\n").devices[0].type is DeviceIDType.ROUTE_POINT
    assert flaws(SMALLEST + "[[devices]]\nnumber = '5'\ntype = 'QUEUE'\n")[0][0] == "devices[0].type"


def test_lists_fit_their_messages() -> None:
    """A service has at most 10 members, an agent at most 99 skill groups, a terminal at most 10 lines."""
    groups = "".join(f"[[skill_groups]]\nnumber = {number}\nid = {number}\n" for number in range(1, 101))
    service = "[[services]]\nnumber = 1\nid = 1\nmembers = '1-11'\n"
    agent = "[[agents]]\nid = '1'\nextension = '2'\nicm_agent_id = 3\nskill_groups = '1-100'\n"
    phone = "[[devices]]\nnumber = '{0}'\n"
    phones = "".join(phone.format(number) for number in range(501, 512))
    terminal = "[[terminals]]\nname = 'SEP1'\ninstruments = '501-511'\n"
    assert flaws(SMALLEST + groups + service + agent + phones + terminal) == [
        ("services[0].members", "expected at most 10 skill groups, not 11"),
        ("agents[0].skill_groups", "expected at most 99 skill groups, not 100"),
        ("terminals[0].instruments", "expected at most 10 instruments, not 11"),
    ]


def test_a_number_without_the_limit_that_sends_calls_there() -> None:
    """No call would ever go there."""
    service = "[[services]]\nnumber = 1\nid = 1\noverflow_number = '8'\ntime_out_number = '8'\n"
    other = "[[services]]\nnumber = 2\nid = 2\n[[dialed_numbers]]\nnumber = '8'\nservice_number = 2\n"
    assert flaws(SMALLEST + service + other) == [
        ("services[0].overflow_number", "expected max_queued beside it: without that no call goes there"),
        ("services[0].time_out_number", "expected max_queue_time beside it: without that no call goes there"),
    ]
    limits = "max_queued = 1\nmax_queue_time = 1\n"
    (first, _) = site(service + limits + other).services
    assert (first.max_queued, first.max_queue_time) == (1, 1)


def test_limits_of_queues_are_no_debts() -> None:
    """Nothing below 0, which is no limit."""
    for key in ("max_queued", "max_queue_time"):
        assert flaws(SMALLEST + f"[[services]]\nnumber = 1\nid = 1\n{key} = -1\n") == [
            (f"services[0].{key}", "expected a whole number from 0 to 4294967294, not -1")
        ]
