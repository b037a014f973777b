"""Configuration acquisition: keys, uploads in one block or several, and what each version gets."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import AgentState, ConfigEndStatus, ConfigKeyStatus, ConfigMsgMask, ConfigType, RecordType
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.site.model import Agent, Peripheral, Site, SkillGroup
from tests.ctiproto import guide
from tests.ctiserver.engine.services.requests import answer
from tests.ctiserver.engine.translate.equipment import equipped
from tests.support.harness import PG, Client, World, demo, state_req

NULL: Final = 0xFFFFFFFF
MASK: Final = ConfigMsgMask
SKILL_GROUP, AGENT = MASK.SKILL_GROUP_MASK, MASK.AGENT_MASK

KEYS: Final = (
    # field, first version that has it
    ("service_config_key", 10),
    ("skill_group_config_key", 10),
    ("agent_config_key", 10),
    ("device_config_key", 10),
    ("call_type_config_key", 11),
    ("peripheral_config_key", 22),
    ("agent_desk_settings_config_key", 22),
)

ITEMS: Final = (
    # bit, what carries the records, first version that has it, in the order of the upload
    (MASK.SERVICE_MASK, m.ConfigServiceEvent, 10),
    (MASK.SKILL_GROUP_MASK, m.ConfigSkillGroupEvent, 10),
    (MASK.AGENT_MASK, m.ConfigAgentEvent, 10),
    (MASK.DEVICE_MASK, m.ConfigDeviceEvent, 10),
    (MASK.CALL_TYPE_MASK, m.ConfigCallTypeEvent, 11),
    (MASK.MRD_MASK, m.ConfigMrdEvent, 20),
    (MASK.PERIPHERAL_MASK, m.ConfigPeripheralEvent, 22),
    (MASK.AGENT_DESK_SETTINGS_MASK, m.ConfigAgentDeskSettingsEvent, 22),
)


def uploaded(client: Client, information: int, peripheral_id: int = PG, **fields: Any) -> list[Message]:
    """What answers a request for records."""
    client.hears()
    client.sends(
        m.ConfigRequestEvent(config_information=ConfigMsgMask(information), peripheral_id=peripheral_id, **fields)
    )
    heard, client.heard = client.heard, []
    return heard


def end(message: Message) -> tuple[ConfigEndStatus, str | None]:
    """What a CONFIG_END_EVENT says: status and text."""
    assert isinstance(message, m.ConfigEndEvent)
    return message.config_end_status, message.text


def keys(client: Client, peripheral_id: int = PG) -> m.ConfigKeyEvent:
    """The keys of a CONFIG_KEY_EVENT or CONFIG_BEGIN_EVENT."""
    answered = client.asks(m.ConfigRequestKeyEvent(peripheral_id=peripheral_id))
    assert isinstance(answered, m.ConfigKeyEvent)
    return answered


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", range(10, 26))
def test_every_item_has_a_key(version: int) -> None:
    """Eight bytes each, as far as the version has a field for it."""
    found = keys(World().bridge(version))
    assert found.config_key_status is ConfigKeyStatus.SUCCESS
    for field, since in KEYS:
        key = getattr(found, field)
        if version >= since:
            assert len(key) == 8
            assert any(key)
        else:
            assert key is None


@pytest.mark.parametrize("peripheral_id", [PG, NULL])
def test_keys_of_one_peripheral_or_of_all(peripheral_id: int) -> None:
    """The null peripheral stands for all; at a site with one, that is the same."""
    client = World().bridge()
    assert keys(client, peripheral_id) == keys(client)


def test_keys_of_an_unknown_peripheral() -> None:
    """CONFIG_KEY_EVENT has status 3 and no keys."""
    assert keys(World().bridge(), 4711) == m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.UNKNOWN_CUSTOMER)


def _changed(site: Site, **agent: Any) -> Site:
    return attrs.evolve(site, agents=(attrs.evolve(site.agents[0], **agent), *site.agents[1:]))


def test_a_key_changes_with_the_content_of_its_item() -> None:
    """And with nothing else: only the items that the change touches have a new key."""
    before = keys(World().bridge())
    after = keys(World(_changed(demo(), last_name="New")).bridge())
    assert [field for field, _ in KEYS if getattr(before, field) != getattr(after, field)] == ["agent_config_key"]
    assert keys(World(demo(acd_profile="cce")).bridge(9 + 10)).agent_config_key == before.agent_config_key


@pytest.mark.fidelity("configuration.keys")
def test_a_key_survives_a_restart() -> None:
    """Another process with another hash seed gives the same key."""
    script = (
        "from ctiserver.site.load import load_demo\n"
        "from ctiserver.engine.translate.configuration import ITEMS\n"
        "from ctiserver.engine.translate.upload import Upload\n"
        "from ctiproto.versions import Dialect\n"
        "print(Upload(load_demo()).key(ITEMS[2], None, Dialect.UCCE).hex())\n"
    )
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    found = keys(World().bridge()).agent_config_key
    assert found is not None
    assert run.stdout.strip() == found.hex()


# --- uploads ----------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("configuration.one-block")
@pytest.mark.parametrize("version", range(10, 26))
def test_an_upload_is_one_block(version: int) -> None:
    """BEGIN with the whole mask and the key of each item, the records item by item, END with status 0."""
    client = World().bridge(version)
    known = [(bit, cls) for bit, cls, since in ITEMS if since <= version]
    mask = MASK(0)
    for bit, _ in known:
        mask |= bit
    begin, *records, last = uploaded(client, mask)
    assert isinstance(begin, m.ConfigBeginEvent)
    assert (begin.config_type, begin.config_information) == (ConfigType.SOLICITED, mask)
    found = keys(client)
    assert [getattr(begin, field) for field, _ in KEYS] == [getattr(found, field) for field, _ in KEYS]
    kinds = list(dict.fromkeys(type(message) for message in records))
    assert kinds == [cls for _, cls in known]
    assert end(last) == (ConfigEndStatus.SUCCESS, None)


def test_an_upload_has_the_key_of_its_items_only() -> None:
    """An item that was not asked for has no key in BEGIN."""
    begin = uploaded(World().bridge(), SKILL_GROUP | AGENT)[0]
    present = [field for field, _ in KEYS if getattr(begin, field) is not None]
    assert present == ["skill_group_config_key", "agent_config_key"]


@pytest.mark.parametrize("bit", guide.table("masks")["ConfigMsgMask"]["values"], ids=lambda bit: bit["name"])
def test_each_bit_alone_asks_for_one_kind_of_record(bit: guide.Row) -> None:
    """The messages of the guide's table and no others, with the key of that kind where there is a field for it."""
    begin, *records, last = uploaded(World(equipped()).bridge(), bit["value"])
    assert isinstance(begin, m.ConfigBeginEvent)
    assert begin.config_information == bit["value"]
    kind = bit["name"].removeprefix("CONFIG_MSG_").removesuffix("MASK").lower()
    present = [field for field, _ in KEYS if getattr(begin, field) is not None]
    assert present == [field for field, _ in KEYS if field == f"{kind}config_key"]
    assert {message.name for message in records} == {bit["unmasks"]}
    assert end(last) == (ConfigEndStatus.SUCCESS, None)


@pytest.mark.fidelity("configuration.partial")
def test_an_upload_may_be_a_block_per_item() -> None:
    """``config_blocks = per_item``: each item in its own BEGIN and END; all ENDs but the last say PARTIAL."""
    client = World(demo(config_blocks="per_item")).bridge()
    heard = uploaded(client, SKILL_GROUP | AGENT | MASK.CALL_TYPE_MASK)
    begins = [message for message in heard if isinstance(message, m.ConfigBeginEvent)]
    assert [begin.config_information for begin in begins] == [SKILL_GROUP, AGENT, MASK.CALL_TYPE_MASK]
    assert [[field for field, _ in KEYS if getattr(begin, field) is not None] for begin in begins] == [
        ["skill_group_config_key"],
        ["agent_config_key"],
        ["call_type_config_key"],
    ]
    ends = [message.config_end_status for message in heard if isinstance(message, m.ConfigEndEvent)]
    assert ends == [ConfigEndStatus.PARTIAL, ConfigEndStatus.PARTIAL, ConfigEndStatus.SUCCESS]


def test_an_item_without_records_is_skipped() -> None:
    """It has no bit in the mask of CONFIG_BEGIN_EVENT and no message."""
    client = World(attrs.evolve(demo(), call_types=(), dialed_numbers=())).bridge()
    begin, *records, last = uploaded(client, SKILL_GROUP | MASK.CALL_TYPE_MASK)
    assert isinstance(begin, m.ConfigBeginEvent)
    assert begin.config_information == SKILL_GROUP
    assert {type(message) for message in records} == {m.ConfigSkillGroupEvent}
    assert end(last) == (ConfigEndStatus.SUCCESS, None)


@pytest.mark.fidelity("configuration.empty")
@pytest.mark.parametrize("blocks", ["one", "per_item"])
@pytest.mark.parametrize("information", [MASK.CALL_TYPE_MASK, MASK.TERMINAL_MASK, MASK.AGENT_SERVICE_MASK])
def test_nothing_at_all_is_said_in_one_word(blocks: str, information: int) -> None:
    """One CONFIG_END_EVENT with status EMPTY, without CONFIG_BEGIN_EVENT."""
    client = World(attrs.evolve(demo(config_blocks=blocks), call_types=(), dialed_numbers=())).bridge()
    (only,) = uploaded(client, information)
    assert end(only) == (ConfigEndStatus.EMPTY, None)


def test_what_the_version_has_no_message_for_is_empty() -> None:
    """Version 10 knows the bit of call types, but not yet their message."""
    (only,) = uploaded(World().bridge(10), MASK.CALL_TYPE_MASK)
    assert end(only) == (ConfigEndStatus.EMPTY, None)


@pytest.mark.fidelity("configuration.invalid")
@pytest.mark.parametrize(
    ("version", "information", "peripheral_id"),
    [
        (25, 0x400, PG),
        (25, 0x80000001, PG),
        (19, 0x20, PG),
        (21, 0x40, PG),
        (23, 0x100, PG),
        (25, 2, 4711),
        (25, 0, 4711),
    ],
)
def test_what_is_invalid(version: int, information: int, peripheral_id: int) -> None:
    """Bits that the version does not know, or an unknown peripheral: END with status INVALID and a text."""
    (only,) = uploaded(World().bridge(version), information, peripheral_id)
    status, reason = end(only)
    assert status is ConfigEndStatus.INVALID
    assert reason


@pytest.mark.fidelity("configuration.updates-on-request")
def test_no_upload_is_wanted() -> None:
    """ConfigInformation 0: no answer, only leave to send changes."""
    client = World().bridge()
    session = client.world.engine.registry.of_client(client.number)
    assert session is not None
    assert not session.wants_config
    assert uploaded(client, 0) == []
    assert session.wants_config


@pytest.mark.fidelity("configuration.mask-of-updates")
@pytest.mark.parametrize(("version", "mask", "expected"), [(25, 0x3F, 0x3F), (24, 0xFFFFFFFF, 0x3FF), (25, None, 2)])
def test_the_mask_of_changes_can_be_replaced(version: int, mask: int | None, expected: int) -> None:
    """ConfigMsgMask in the request takes the place of the one in OPEN_REQ, as far as the version knows its bits."""
    client = World().bridge(version, config_msg_mask=SKILL_GROUP)
    fields = {} if mask is None else {"config_msg_mask": ConfigMsgMask(mask)}
    uploaded(client, 0, **fields)
    session = client.world.engine.registry.of_client(client.number)
    assert session is not None
    assert session.config_mask == expected


def test_one_peripheral_or_all_of_them() -> None:
    """Records of the peripheral that is asked for; the null peripheral is all; version 10 cannot name one."""
    site = attrs.evolve(
        demo(),
        peripherals=(*demo().peripherals, Peripheral(5001)),
        agents=(*demo().agents, Agent("1001", "2001", 20001, 5001)),
    )
    for version, peripheral_id, expected in ((25, 5001, 1), (25, PG, 12), (25, NULL, 13), (10, NULL, 13)):
        heard = uploaded(World(site).bridge(version), AGENT, peripheral_id)
        records = [record for message in heard if isinstance(message, m.ConfigAgentEvent) for record in message.records]
        assert len(records) == expected


@pytest.mark.fidelity("configuration.domains")
@pytest.mark.parametrize("version", [20, 21, 25])
def test_the_domain_of_an_agent_who_is_signed_in(version: int) -> None:
    """From version 21 on an upload tells the state of now, of 1001 and nobody else; neither key nor update has it."""
    world = World()
    client, other = world.bridge(version), world.bridge(25, name="other")

    def told() -> dict[str | None, tuple[m.AgentMRD, ...]]:
        client.forgets()
        events = [message for message in uploaded(client, AGENT) if isinstance(message, m.ConfigAgentEvent)]
        return {record.login_id: record.mrds for event in events for record in event.records if record.mrds}

    def key() -> bytes | None:
        client.forgets()
        answered = uploaded(client, AGENT)[0]
        assert isinstance(answered, m.ConfigBeginEvent)
        return answered.agent_config_key

    before = key()
    assert told() == {}
    for state in (AgentState.LOGIN, AgentState.AVAILABLE):
        other.sends(state_req("1001", state))
        now = AgentState.NOT_READY if state is AgentState.LOGIN else state
        domain = m.AgentMRD(flt_agent_mrd_id=1, flt_agent_mrd_state=now)
        assert told() == ({} if version == 20 else {"1001": (domain,)})
    assert key() == before
    other.sends(state_req("1001", AgentState.NOT_READY), state_req("1001", AgentState.LOGOUT))
    assert told() == {}


# --- how records are spread over messages -----------------------------------------------------------------------------


def big_site() -> Site:
    """A site with many agents in many skill groups, whose names are long."""
    groups = tuple(SkillGroup(number, 10000 + number, PG, name="n" * 63) for number in range(100, 199))
    agents = tuple(
        Agent(
            str(3000 + number),
            str(30000 + number),
            30000 + number,
            PG,
            login_name="l" * 254,
            skill_groups=tuple(group.number for group in groups),
        )
        for number in range(25)
    )
    site = demo()
    return attrs.evolve(site, skill_groups=(*site.skill_groups, *groups), agents=(*site.agents, *agents))


@pytest.mark.fidelity("wire.largest-message")
@pytest.mark.parametrize("version", [10, 15, 19, 20, 22, 23, 25])
def test_no_message_is_too_large(version: int) -> None:
    """At most ten records in each; below version 23 no more than 4,329 bytes; and none is lost or told twice."""
    client = World(big_site()).bridge(version)
    client.frames.clear()
    heard = uploaded(client, SKILL_GROUP | AGENT)
    assert max(map(len, client.frames)) <= (12500 if version >= 23 else 4329)
    groups = [message.records for message in heard if isinstance(message, m.ConfigSkillGroupEvent)]
    agents = [message.records for message in heard if isinstance(message, m.ConfigAgentEvent)]
    assert max(map(len, groups)) == 10
    assert 1 <= max(map(len, agents)) <= 10
    assert [record.peripheral_number for page in groups for record in page] == [1, 2, 3, 49, *range(100, 199)]
    login_ids = [record.login_id for page in agents for record in page]
    assert login_ids == [agent.id for agent in client.world.site.agents]
    last = agents[-1][-1]
    assert len(last.login_name or "") == (254 if version >= 20 else 31 if version >= 11 else 0)
    assert len(last.skills) == 99


@pytest.mark.fidelity("configuration.ten-records")
def test_ten_records_are_the_most() -> None:
    """Twelve agents come in two messages, ten and two."""
    heard = uploaded(World().bridge(), AGENT)
    assert [len(message.records) for message in heard if isinstance(message, m.ConfigAgentEvent)] == [10, 2]


@pytest.mark.fidelity("configuration.additions")
@pytest.mark.parametrize("version", range(10, 26))
def test_every_record_is_an_addition(version: int) -> None:
    """RecordType 0 in every record of an upload, at every version."""
    mask = 0
    for bit, _, since in ITEMS:
        mask |= bit if since <= version else 0
    for message in uploaded(World().bridge(version), mask):
        for record in getattr(message, "records", ()):
            assert record.record_type is RecordType.ADD


def test_version_9_has_no_configuration() -> None:
    """The requests are refused with status 48."""
    client = World().bridge(9)
    frame = codec(Profile(10)).encode(m.ConfigRequestEvent(config_information=AGENT))
    conf = answer(client, frame)
    assert isinstance(conf, m.FailureConf)
    assert conf.status == 48
