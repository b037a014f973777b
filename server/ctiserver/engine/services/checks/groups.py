"""Services and skill groups, which a request may name by the peripheral's number, by the ICM's id, or by both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.site.model import Service, Site, SkillGroup

_NOT_GIVEN = NULL_SKILL_GROUP


class Numbered(Protocol):
    """A service or skill group: it has a number on its peripheral, and an id at the whole site."""

    @property
    def peripheral_id(self) -> int:
        """The PeripheralID."""


N = TypeVar("N", bound=Numbered)


def named_group(site: Site, peripheral_id: int, number: int, group_id: int) -> SkillGroup | None:
    """The skill group of a request; ``None`` if it names none.

    Raises:
        RequestRefused: it is unknown (72), or number and id are of two groups (86).
    """
    return _named(
        (peripheral_id, number, group_id),
        site.skill_groups_by_number,
        site.skill_groups_by_id,
        unknown=StatusCode.INVALID_SKILL_GROUP,
        conflict=StatusCode.SKILL_GROUP_CONFLICT,
    )


def named_service(site: Site, peripheral_id: int, number: int, service_id: int) -> Service | None:
    """The service of a request; ``None`` if it names none.

    Raises:
        RequestRefused: it is unknown (84), or number and id are of two services (85).
    """
    return _named(
        (peripheral_id, number, service_id),
        site.services_by_number,
        site.services_by_id,
        unknown=StatusCode.INVALID_SERVICE,
        conflict=StatusCode.SERVICE_CONFLICT,
    )


def _named(
    named: tuple[int, int, int],
    by_number: Mapping[tuple[int, int], N],
    by_id: Mapping[int, N],
    *,
    unknown: StatusCode,
    conflict: StatusCode,
) -> N | None:
    peripheral_id, number, own_id = named
    if number == own_id == _NOT_GIVEN:
        return None
    found = []
    # fidelity requests.group-by-number: guide QUERY_SKILL_GROUP_STATISTICS_REQ; seen G: The number of a group alone
    # is enough, and the answer has its id too.
    if number != _NOT_GIVEN:
        found.append(by_number.get((peripheral_id, number)))
    if own_id != _NOT_GIVEN:
        found.append(by_id.get(own_id))
    first = found[0]
    # fidelity requests.unknown-group: guide E_CTI_INVALID_SKILL_GROUP: A skill group that the peripheral does not
    # have is refused with status 72.
    if None in found or first is None or first.peripheral_id != peripheral_id:
        raise RequestRefused(unknown)
    # fidelity requests.group-conflict: guide E_CTI_SKILL_GROUP_CONFLICT: Number and id of two groups are refused with
    # status 86.
    if any(other is not first for other in found):
        raise RequestRefused(conflict)
    return first
