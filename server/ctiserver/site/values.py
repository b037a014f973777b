"""The types of a site's values; the bounds of a value stand in its type, so that they are written once.

Bounds follow from the wire: a text must fit its field together with the NUL that ends it, a number its width, and
the highest number of 32 bits means "none" nearly everywhere in the protocol.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import attrs

from ctiproto.constants import limits


@attrs.frozen
class Whole:
    """A whole number from ``lowest`` to ``highest``, both included."""

    lowest: int
    highest: int


@attrs.frozen
class Real:
    """A number from ``lowest`` to ``highest``, both included, fractions allowed."""

    lowest: float
    highest: float


@attrs.frozen
class Text:
    """Printable Latin-1 text of at most ``size`` bytes, the NUL that ends it on the wire included.

    No error names a value that ``is_secret``: errors go to logs and terminals that others read.
    """

    size: int
    may_be_empty: bool = False
    is_secret: bool = False


@attrs.frozen
class Ranges:
    """A list in which ``"1001-1005"`` stands for all numbers from the first to the last."""


RANGES: Final = Ranges()

# NULL_SERVICE, NULL_SKILL_GROUP and so on are all the highest number of 32 bits, so that nothing may be called that.
_HIGHEST: Final = limits.NULL_PERIPHERAL_ID - 1

ID: TypeAlias = Annotated[int, Whole(1, _HIGHEST)]
Number: TypeAlias = Annotated[int, Whole(0, _HIGHEST)]
Count: TypeAlias = Annotated[int, Whole(0, _HIGHEST)]
Short: TypeAlias = Annotated[int, Whole(0, 0xFFFE)]
Department: TypeAlias = Annotated[int, Whole(0, 0x7FFFFFFF)]
Reason: TypeAlias = Annotated[int, Whole(1, 0xFFFF)]
Port: TypeAlias = Annotated[int, Whole(0, 0xFFFF)]
Version: TypeAlias = Annotated[int, Whole(9, 25)]
VariableLength: TypeAlias = Annotated[int, Whole(1, limits.ECC_VALUE_MAX - 1)]
ArraySize: TypeAlias = Annotated[int, Whole(1, 255)]

Seconds: TypeAlias = Annotated[float, Real(0.0, 86_400.0)]
Rate: TypeAlias = Annotated[float, Real(0.0, 3_600_000.0)]
Share: TypeAlias = Annotated[float, Real(0.0, 1.0)]

# The longest of all dialects; `check` knows that of each.
AgentID: TypeAlias = Annotated[str, Text(129)]
Password: TypeAlias = Annotated[str, Text(64, may_be_empty=True, is_secret=True)]
Extension: TypeAlias = Annotated[str, Text(16)]
Instrument: TypeAlias = Annotated[str, Text(64)]
# A dialled number is also sent as DNIS, the narrower of the two fields.
DialedNumberText: TypeAlias = Annotated[str, Text(32)]
CallerNumber: TypeAlias = Annotated[str, Text(40)]
PersonName: TypeAlias = Annotated[str, Text(32, may_be_empty=True)]
LoginName: TypeAlias = Annotated[str, Text(limits.LOGIN_NAME_SIZE, may_be_empty=True)]
TeamName: TypeAlias = Annotated[str, Text(32, may_be_empty=True)]
EnterpriseName: TypeAlias = Annotated[str, Text(32, may_be_empty=True)]
PeripheralName: TypeAlias = Annotated[str, Text(64, may_be_empty=True)]
IPAddress: TypeAlias = Annotated[str, Text(16, may_be_empty=True)]
PortAddress: TypeAlias = Annotated[str, Text(32, may_be_empty=True)]
VariableName: TypeAlias = Annotated[str, Text(limits.ECC_NAME_MAX)]
ClientID: TypeAlias = Annotated[str, Text(64)]
Digits: TypeAlias = Annotated[str, Text(16, may_be_empty=True)]
Prefix: TypeAlias = Annotated[str, Text(16)]
FilePath: TypeAlias = Annotated[str, Text(4096, may_be_empty=True)]
TerminalName: TypeAlias = Annotated[str, Text(64)]
TerminalTypeName: TypeAlias = Annotated[str, Text(100, may_be_empty=True)]
# CallWrapupData.
WrapupData: TypeAlias = Annotated[str, Text(40)]
Label: TypeAlias = Annotated[str, Text(64, may_be_empty=True)]
VariableMap: TypeAlias = Annotated[str, Text(limits.CALL_VARIABLE_COUNT + 1)]
