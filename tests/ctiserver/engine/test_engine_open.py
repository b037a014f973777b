"""OPEN_REQ on the engine: every check in its order, and its status."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode, Tag
from ctiproto.declare import ExtraField
from ctiserver.site.model import Client as KnownClient
from tests.support.frames import CLIENT_ID, CLIENT_PASSWORD, UNKNOWN_TAG, named, open_frame
from tests.support.harness import BRIDGE, DESKTOP, PG, World, demo, like, open_req, state_req
from tests.support.services import ALL, EVENTS, SUPERVISES

# --- the checks, in the order in which their statuses win ------------------------------------------------------------

CONTRADICTORY: dict[str, Any] = {"agent_extension": "2001", "agent_instrument": "2002"}
NOBODY: dict[str, Any] = {"agent_id": "4711"}

ROWS: list[tuple[int, StatusCode, int, dict[str, Any]]] = [
    (2, StatusCode.INVALID_FIELD_LENGTH, 0, {"extra_fields": (ExtraField(Tag.AGENT_EXTENSION, b"2" * 17),)}),
    (3, StatusCode.INVALID_VERSION, 0, {"version_number": 26}),
    (8, StatusCode.INVALID_TIMEOUT, 0, {"idle_timeout": 19}),
    (9, StatusCode.INVALID_RESERVED_FIELD, 0, {"reserved2": 1}),
    (10, StatusCode.INVALID_SERVICE_MASK, 0x01000000, {}),
    (10, StatusCode.INVALID_AGENT_STATE_MASK, 0, {"agent_state_mask": 0x4000}),
    (10, StatusCode.INVALID_CONFIG_MSG_MASK, 0, {"config_msg_mask": 0x400}),
    (14, StatusCode.INVALID_PASSWORD, 0, {"client_password": b"wrong"}),
    (15, StatusCode.FUNCTION_NOT_AVAILABLE, SUPERVISES, {}),
    (16, StatusCode.INVALID_PERIPHERAL_ID, EVENTS, {"peripheral_id": 4711}),
    (17, StatusCode.REQUIRED_DATA_MISSING, EVENTS, {}),
    (18, StatusCode.INVALID_AGENT_DATA, EVENTS, NOBODY),
    (19, StatusCode.INCONSISTENT_AGENT_DATA, EVENTS, CONTRADICTORY),
    (20, StatusCode.AGENT_NOT_LOGGED_ON, EVENTS, {"agent_id": "1002"}),
    (21, StatusCode.FUNCTION_NOT_AVAILABLE, EVENTS | SUPERVISES, {"agent_id": "1001"}),
    (22, StatusCode.DEVICE_IN_USE, EVENTS, {"agent_id": "1001", "client_id": "intruder"}),
]


def strict_world() -> World:
    """A site that checks clients and agents; agent 1001 is signed in and has a desktop."""
    site = attrs.evolve(
        demo(auth=True, agent_login_required=True),
        clients=(KnownClient("client"), KnownClient("intruder"), KnownClient("lead", "secret")),
    )
    world = World(site)
    bridge = world.open(25, BRIDGE)
    bridge.asks(state_req("1001", AgentState.LOGIN))
    world.open(25, DESKTOP, agent_id="1001")
    return world


@pytest.mark.fidelity("sessions.reserved-fields")
@pytest.mark.parametrize(("row", "status", "services", "fields"), ROWS)
def test_each_check_has_its_status(row: int, status: StatusCode, services: int, fields: dict[str, Any]) -> None:
    """Whatever is wrong alone is answered with its own status."""
    given = {"peripheral_id": PG} | fields if services & EVENTS else fields
    strict_world().refuses(status, services=services, **given)


@pytest.mark.fidelity("sessions.reserved-fields")
@pytest.mark.parametrize("field", ["reserved1", "reserved2", "reserved3"])
def test_each_reserved_field_has_to_be_zero(field: str) -> None:
    """One bit in any of the three is refused with status 22."""
    World().refuses(StatusCode.INVALID_RESERVED_FIELD, **{field: 1})


@pytest.mark.fidelity("sessions.open-checks-order")
@pytest.mark.parametrize("first", range(len(ROWS)))
def test_an_earlier_check_wins_over_all_later_ones(first: int) -> None:
    """With everything wrong from a row of the table on, the row's own status is the answer."""
    _, status, _, _ = ROWS[first]
    services, fields = 0, dict[str, Any]()
    for _, _, more, wrong in reversed(ROWS[first:]):
        services |= more
        fields = fields | wrong
    row = ROWS[first][0]
    if row > 15:
        # From here on an agent is checked, who needs CLIENT_EVENTS.
        services |= EVENTS
    else:
        services &= ~EVENTS if row == 15 else services
    if row == 17:
        fields = {name: value for name, value in fields.items() if not name.startswith("agent_")}
    strict_world().refuses(status, services=services, **{"peripheral_id": PG} | fields)


@pytest.mark.parametrize("version", [9, 15, 19, 20, 22])
@pytest.mark.parametrize(
    ("tag", "status"), [(UNKNOWN_TAG, StatusCode.INVALID_FIELD_TAG), (7, StatusCode.INVALID_TAG_FOR_MSG_TYPE)]
)
def test_tags_of_the_request_are_checked(version: int, tag: int, status: StatusCode) -> None:
    """An unknown tag, and one of another message, have a status each."""
    client = World().connects()
    client.sends_bytes(open_frame(version, 0, *named(), (tag, b"x\0")), opening=open_req(version))
    client.hears(like(m.FailureConf, status=status))


@pytest.mark.parametrize("version", [23, 24, 25])
def test_a_tag_that_nobody_knows_may_be_the_one_that_is_not_published(version: int) -> None:
    """From version 23 on OPEN_REQ has a field whose tag is not in the guide: any unknown one may be it."""
    client = World().connects()
    client.sends_bytes(open_frame(version, 0, *named(), (UNKNOWN_TAG, b"instance\0")), opening=open_req(version))
    client.hears(m.OpenConf)


def test_a_broken_structure_is_refused() -> None:
    """A field that runs past the end, and a fixed part that is too short."""
    for data in (open_frame(25, 0, *named())[:-1] + b"\x05", open_frame(25, 0)[:-1]):
        client = World().connects()
        client.sends_bytes((len(data) - 8).to_bytes(4) + data[4:])
        client.hears(like(m.FailureConf, invoke_id=1, status=StatusCode.BAD_MESSAGE_FORMAT))


@pytest.mark.fidelity("requests.characters")
@pytest.mark.parametrize("character", ["\x1b", "\n", "\x7f", "a\0b"])
def test_no_text_has_control_characters(character: str) -> None:
    """They are refused before the version is looked at; a password may have them, as it is no text."""
    client = World().connects()
    client.is_refused(open_req(version=99, client_id=character), StatusCode.INVALID_CHARACTER)
    client.sends(open_req(client_password=character.encode()))
    client.hears(m.OpenConf)


def test_a_second_open_req_leaves_the_session_as_it_is() -> None:
    """It is refused before anything in it is looked at."""
    world = World()
    client = world.open(services=ALL)
    client.is_refused(open_req(version=99, idle_timeout=1), StatusCode.SESSION_ALREADY_OPEN)
    client.sends(m.HeartbeatReq(invoke_id=5))
    client.hears(m.HeartbeatConf(invoke_id=5))


@pytest.mark.parametrize("missing", [CLIENT_ID, CLIENT_PASSWORD])
def test_a_client_says_who_it_is(missing: int) -> None:
    """ClientID and ClientPassword must be there, be they empty."""
    client = World().connects()
    fields = [field for field in named() if field[0] != missing]
    client.sends_bytes(open_frame(25, 0, *fields), opening=open_req())
    client.hears(like(m.FailureConf, status=StatusCode.REQUIRED_DATA_MISSING))
    client.sends_bytes(open_frame(25, 0, *fields, idle_timeout=19), opening=open_req())
    client.hears(like(m.FailureConf, status=StatusCode.INVALID_TIMEOUT))


@pytest.mark.fidelity("sessions.versions")
@pytest.mark.parametrize("version", [0, 8, 26, 0xFFFFFFFF])
def test_versions_that_the_server_does_not_speak(version: int) -> None:
    """Versions 9 to 25 and no other."""
    World().refuses(StatusCode.INVALID_VERSION, version_number=version)


def test_a_site_may_speak_fewer_versions() -> None:
    """The versions are the site's choice."""
    world = World(demo(versions=(15, 20)))
    world.refuses(StatusCode.INVALID_VERSION, 25)
    world.open(20)


@pytest.mark.fidelity("sessions.shortest-idle-timeout")
@pytest.mark.parametrize(("timeout", "good"), [(0, False), (19, False), (20, True), (0x7FFFFFFF, True)])
def test_idle_timeout_is_at_least_twenty_seconds(timeout: int, good: bool) -> None:
    """Four times the shortest interval of heartbeats."""
    client = World().connects()
    client.sends(open_req(idle_timeout=timeout))
    client.hears(m.OpenConf if good else like(m.FailureConf, status=StatusCode.INVALID_TIMEOUT))


@pytest.mark.fidelity("sessions.unnamed-service", "sessions.tolerated-services")
@pytest.mark.parametrize(
    ("version", "bits", "good"),
    [
        (9, 0x8000C3FF, True),
        (9, 0x00002000, False),
        (9, 0x00040000, False),
        (10, 0x0000E000, True),
        (10, 0x001C0000, True),
        (10, 0x00200000, False),
        (13, 0x00400000, False),
        (14, 0x00600000, True),
        (15, 0x001C0296, True),
        (23, 0x02000000, False),
        (24, 0x02000000, True),
        (25, 0x01000000, False),
        (25, 0x40000000, False),
        (25, 0x00010000, False),
    ],
)
def test_unused_bits_of_the_services(version: int, bits: int, good: bool) -> None:
    """Bits exist from a version on; a few are in no table and tolerated all the same."""
    client = World().connects()
    client.sends(open_req(version, bits, peripheral_id=PG, agent_id="1000", agent_extension="2000"))
    if good:
        assert isinstance(client.takes(), m.OpenConf)
    else:
        client.hears(like(m.FailureConf, status=StatusCode.INVALID_SERVICE_MASK))


MASKS = [
    (14, "call_msg_mask", 0x08000000, StatusCode.INVALID_CALL_MSG_MASK),
    (15, "call_msg_mask", 0x08000000, None),
    (22, "call_msg_mask", 0x10000000, StatusCode.INVALID_CALL_MSG_MASK),
    (23, "call_msg_mask", 0xFFFFFFFF, None),
    (9, "call_msg_mask", 0x07FFFFFF, None),
    (9, "agent_state_mask", 0x3FFF, None),
    (25, "agent_state_mask", 0x4000, StatusCode.INVALID_AGENT_STATE_MASK),
    (9, "config_msg_mask", 1, StatusCode.INVALID_CONFIG_MSG_MASK),
    (10, "config_msg_mask", 0x1F, None),
    (19, "config_msg_mask", 0x20, StatusCode.INVALID_CONFIG_MSG_MASK),
    (20, "config_msg_mask", 0x3F, None),
    (21, "config_msg_mask", 0x40, StatusCode.INVALID_CONFIG_MSG_MASK),
    (21, "config_msg_mask", 0x80, StatusCode.INVALID_CONFIG_MSG_MASK),
    (22, "config_msg_mask", 0xFF, None),
    (23, "config_msg_mask", 0x100, StatusCode.INVALID_CONFIG_MSG_MASK),
    (23, "config_msg_mask", 0x200, StatusCode.INVALID_CONFIG_MSG_MASK),
    (24, "config_msg_mask", 0x3FF, None),
    (25, "config_msg_mask", 0x400, StatusCode.INVALID_CONFIG_MSG_MASK),
]


@pytest.mark.fidelity("sessions.unused-bits")
@pytest.mark.parametrize(("version", "mask", "bits", "status"), MASKS)
def test_unused_bits_of_the_masks(version: int, mask: str, bits: int, status: StatusCode | None) -> None:
    """Each mask has the bits of its version, and a status of its own for any other."""
    client = World().connects()
    client.sends(open_req(version, **{mask: bits}))
    client.hears(m.OpenConf if status is None else like(m.FailureConf, status=status))


def test_all_four_masks_are_checked_in_order() -> None:
    """Services before calls, calls before agents, agents before configuration."""
    wrong: list[tuple[str, int, StatusCode]] = [
        ("services_requested", 0x01000000, StatusCode.INVALID_SERVICE_MASK),
        ("call_msg_mask", 0x10000000, StatusCode.INVALID_CALL_MSG_MASK),
        ("agent_state_mask", 0x4000, StatusCode.INVALID_AGENT_STATE_MASK),
        ("config_msg_mask", 0x400, StatusCode.INVALID_CONFIG_MSG_MASK),
    ]
    for first, (_, _, status) in enumerate(wrong):
        World().refuses(status, 22, **{name: bits for name, bits, _ in wrong[first:]})


def test_who_may_come_in() -> None:
    """Where the site checks clients, both name and password must be right, with or without a NUL behind it."""
    site = attrs.evolve(demo(auth=True), clients=(KnownClient("lead", "secret"), KnownClient("open")))
    world = World(site)
    world.open(client_id="lead", client_password=b"secret")
    world.open(client_id="lead", client_password=b"secret\0")
    world.open(client_id="open", client_password=b"\0")
    for name, password in (("lead", b"Secret"), ("lead", b""), ("open", b"x"), ("who", b""), ("", b"secret")):
        world.refuses(StatusCode.INVALID_PASSWORD, client_id=name, client_password=password)


@pytest.mark.fidelity("sessions.passwords")
def test_without_a_check_any_password_will_do() -> None:
    """By default no password is checked."""
    World().open(client_id="anybody", client_password=b"anything")


@pytest.mark.fidelity("sessions.peripheral-of-client-events")
@pytest.mark.parametrize(("services", "peripheral_id"), [(EVENTS, 0xFFFFFFFF), (EVENTS, 4711), (ALL, 4711), (0, 4711)])
def test_a_peripheral_must_be_known(services: int, peripheral_id: int) -> None:
    """With CLIENT_EVENTS one must be named; without, one may be."""
    fields: dict[str, Any] = {"peripheral_id": peripheral_id, "agent_id": "1001"}
    World().refuses(StatusCode.INVALID_PERIPHERAL_ID, services=services, **fields)


@pytest.mark.fidelity("sessions.client-events-name-somebody")
@pytest.mark.parametrize(
    "items",
    [
        {"agent_id": "1001"},
        {"agent_extension": "2001"},
        {"agent_instrument": "2001"},
        {"agent_id": "1001", "agent_extension": "2001", "agent_instrument": "2001"},
        {"agent_id": "1001", "agent_extension": "2005"},
    ],
)
def test_an_agent_is_named_in_many_ways(items: dict[str, str]) -> None:
    """One item suffices, and while no agent is signed in one may be named with any free station."""
    world = World()
    client = world.open(25, EVENTS, **items)
    world.bridge().sends(state_req("1001", AgentState.LOGIN, agent_instrument=items.get("agent_extension", "2001")))
    assert {event.agent_id for event in client.heard if isinstance(event, m.AgentStateEvent)} == {"1001"}


@pytest.mark.fidelity("sessions.items-denote-somebody")
@pytest.mark.parametrize(
    "items", [{"agent_id": "4711"}, {"agent_extension": "4711"}, {"agent_instrument": ""}, {"agent_id": ""}]
)
def test_an_agent_must_be_known(items: dict[str, Any]) -> None:
    """What resolves to nothing is refused, and it wins over items that contradict each other."""
    World().refuses(StatusCode.INVALID_AGENT_DATA, services=EVENTS, **items)
    contradiction: dict[str, Any] = {"agent_extension": "2001", "agent_instrument": "2002", "agent_id": "1001"}
    World().refuses(StatusCode.INVALID_AGENT_DATA, services=EVENTS, **contradiction | {"agent_id": "4711"})


@pytest.mark.fidelity("sessions.items-agree")
def test_items_must_denote_the_same_agent() -> None:
    """Two stations, an agent who is signed in elsewhere, and a station where another agent is signed in."""
    world = World()
    bridge = world.bridge()
    bridge.asks(state_req("1001", AgentState.LOGIN))
    contradictions: list[dict[str, Any]] = [
        {"agent_extension": "2002", "agent_instrument": "2003"},
        {"agent_id": "1001", "agent_extension": "2002"},
        {"agent_id": "1002", "agent_extension": "2001"},
    ]
    for items in contradictions:
        world.refuses(StatusCode.INCONSISTENT_AGENT_DATA, services=EVENTS, **items)


@pytest.mark.fidelity("sessions.long-agent-id")
def test_a_long_agent_id_wins_over_the_short_one() -> None:
    """A field that no table of OPEN_REQ lists is accepted wherever AgentID is."""
    world = World()
    long_id = ExtraField(Tag.AGENT_ID_LONG, b"1001\0")
    desktop = world.open(25, EVENTS, agent_id="4711", extra_fields=(long_id,))
    world.bridge().asks(state_req("1001", AgentState.LOGIN))
    assert {getattr(event, "agent_id", None) for event in desktop.heard} == {"1001"}


@pytest.mark.fidelity("sessions.login-required")
def test_a_site_may_want_agents_to_be_signed_in() -> None:
    """Where the site demands a signed-in agent, OPEN_REQ is refused until then."""
    world = World(demo(agent_login_required=True))
    world.refuses(StatusCode.AGENT_NOT_LOGGED_ON, services=EVENTS, agent_id="1001")
    world.bridge().asks(state_req("1001", AgentState.LOGIN))
    world.open(25, EVENTS, agent_id="1001")
