"""Pages of the enumerations, the masks and the limits."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from myst_text import anchor, table, versions

from ctiproto import constants
from ctiproto.constants import limits, uccx, uccx_teams
from ctiproto.constants.enumeration import WireEnum, WireMask

_REMARK = re.compile(r"^    (\w+) = .*?  # (.*)$", re.MULTILINE)
_LIMIT = re.compile(r"^(\w+)(?:: [^=]+)? = .*?(?:  # (.*))?$", re.MULTILINE)


def pages() -> dict[str, str]:
    """The pages by their name."""
    classes = sorted({target(cls): cls for cls in _classes()}.items(), key=lambda each: (each[1].__name__, each[0]))
    enumerations = "".join(_enumeration(cls) for _, cls in classes if issubclass(cls, WireEnum))
    masks = "".join(_mask(cls) for _, cls in classes if issubclass(cls, WireMask))
    return {
        "enumerations.md": "# Enumerations\n\nMade from `ctiproto.constants`.\n\n" + enumerations,
        "masks.md": "# Masks\n\nMade from `ctiproto.constants`.\n\n" + masks,
        "limits.md": _limits(),
    }


def target(cls: type[WireEnum | WireMask]) -> str:
    """What links to an enumeration or a mask lead to; that of Unified CCX may have the name of another."""
    return f"uccx-{cls.__name__}" if _is_of_uccx(cls) else cls.__name__


def _is_of_uccx(cls: type) -> bool:
    return cls.__module__ in (uccx.__name__, uccx_teams.__name__)


def _heading(cls: type[WireEnum | WireMask]) -> str:
    of = " of Unified CCX" if _is_of_uccx(cls) else ""
    return f"{anchor(target(cls))}## {cls.__name__}{of}\n\n"


def _classes() -> Iterator[type[WireEnum | WireMask]]:
    for module in (constants, uccx, uccx_teams):
        for value in vars(module).values():
            if inspect.isclass(value) and issubclass(value, WireEnum | WireMask) and value not in (WireEnum, WireMask):
                yield value


def _remarks(cls: type) -> dict[str, str]:
    return dict(_REMARK.findall(inspect.getsource(cls)))


def _enumeration(cls: type[WireEnum]) -> str:
    remarks = _remarks(cls)
    rows = (
        (
            str(int(member)),
            member.guide_name,
            f"`{member.name}`",
            versions(member.since, member.until),
            remarks.get(member.name, ""),
        )
        for member in sorted(cls, key=int)
    )
    return _heading(cls) + table(("Number", "Name", "Member", "Versions", ""), rows)


def _mask(cls: type[WireMask]) -> str:
    remarks = _remarks(cls)
    rows = (
        (
            f"0x{int(bit):08X}",
            bit.guide_names[0],
            f"`{bit.name}`",
            versions(bit.since, bit.until),
            remarks.get(bit.name or "", ""),
        )
        for bit in cls
    )
    return _heading(cls) + table(("Bit", "Name", "Member", "Versions", ""), rows)


def _limits() -> str:
    rows = [
        (f"`{name}`", str(getattr(limits, name)), remark)
        for name, remark in _LIMIT.findall(inspect.getsource(limits))
        if isinstance(getattr(limits, name, None), int)
    ]
    return "# Limits and special values\n\nMade from `ctiproto.constants.limits`.\n\n" + table(
        ("Name", "Value", ""), rows
    )
