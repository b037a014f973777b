"""Call variables and named variables that a request carries.  Guide: "Named Variables and Arrays"."""

from __future__ import annotations

from typing import Protocol, TypedDict

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import CALL_VARIABLE_COUNT, ECC_TOTAL_MAX
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.context import CallData
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.site.model import ECCArray, ECCVariable, Site


class CarriesData(Protocol):
    """A request that carries call variables."""

    @property
    def user_to_user_info(self) -> bytes | None:
        """UserToUserInfo, which may be absent."""

    @property
    def call_wrapup_data(self) -> str | None:
        """CallWrapupData, which may be absent."""

    @property
    def named_variables(self) -> tuple[NamedVariable, ...]:
        """The named variables."""

    @property
    def named_arrays(self) -> tuple[NamedArray, ...]:
        """The elements of named arrays."""


def checked_ecc(
    site: Site, variables: tuple[NamedVariable, ...], arrays: tuple[NamedArray, ...]
) -> tuple[tuple[NamedVariable, ...], tuple[NamedArray, ...]]:
    """Check named variables and array elements, and give them their configured names.

    Raises:
        RequestRefused: a name is not configured (67, 68) or of the other kind (75, 76), an index is out of range (61),
            a value is too long (74), or all together are too long (73).
    """
    scalars = tuple(_scalar(site, variable) for variable in variables)
    elements = tuple(_element(site, element) for element in arrays)
    size = sum(len(item.name) + len(item.value) + 2 for item in variables)
    size += sum(len(item.name) + len(item.value) + 3 for item in arrays)
    # fidelity variables.request-with-too-much: guide E_CTI_TOO_MUCH_DATA; seen Q5: A request with too much named data
    # is refused with status 73.
    if size > ECC_TOTAL_MAX:
        raise RequestRefused(StatusCode.TOO_MUCH_DATA)
    return scalars, elements


def configured_variable(site: Site, name: str) -> ECCVariable:
    """The named variable of that name.

    Raises:
        RequestRefused: there is none (67), or it is an array (75).
    """
    # fidelity variables.configured: guide E_CTI_NAMED_VARIABLE_NOT_CONFIGURED: Only names that are configured can be
    # written, and case does not matter.
    found = site.ecc_variables_by_name.get(name.lower())
    if found is None:
        is_array = name.lower() in site.ecc_arrays_by_name
        raise RequestRefused(
            StatusCode.SCALAR_FUNCTION_ON_ARRAY if is_array else StatusCode.NAMED_VARIABLE_NOT_CONFIGURED
        )
    return found


def configured_array(site: Site, name: str) -> ECCArray:
    """The named array of that name.

    Raises:
        RequestRefused: there is none (68), or it is no array (76).
    """
    found = site.ecc_arrays_by_name.get(name.lower())
    if found is None:
        is_scalar = name.lower() in site.ecc_variables_by_name
        raise RequestRefused(
            StatusCode.ARRAY_FUNCTION_ON_SCALAR if is_scalar else StatusCode.NAMED_ARRAY_NOT_CONFIGURED
        )
    return found


def _scalar(site: Site, variable: NamedVariable) -> NamedVariable:
    configured = configured_variable(site, variable.name)
    # fidelity variables.value-too-long: guide E_CTI_VALUE_TOO_LONG: A value longer than was configured is refused
    # with status 74.
    if len(variable.value) > configured.max_length:
        raise RequestRefused(StatusCode.VALUE_TOO_LONG)
    return NamedVariable(configured.name, variable.value)


def _element(site: Site, element: NamedArray) -> NamedArray:
    configured = configured_array(site, element.name)
    if element.index >= configured.size:
        raise RequestRefused(StatusCode.INVALID_ARRAY_INDEX)
    if len(element.value) > configured.max_length:
        raise RequestRefused(StatusCode.VALUE_TOO_LONG)
    return NamedArray(configured.name, element.index, element.value)


def call_data(site: Site, request: CarriesData, *, dialed_number: str = "") -> CallData:
    """The data that a new call gets from the request that places it.

    Raises:
        RequestRefused: as :func:`checked_ecc`.
    """
    variables, arrays = checked_ecc(site, request.named_variables, request.named_arrays)
    return CallData(
        dialed_number=dialed_number,
        user_to_user_info=request.user_to_user_info or b"",
        call_variables=tuple(value or "" for value in call_variables(request)),
        wrapup_data=request.call_wrapup_data or "",
        named_variables=variables,
        named_arrays=arrays,
    )


class Changes(TypedDict):
    """The changes to call data that every request with call variables can bring."""

    user_to_user_info: bytes | None
    call_variables: tuple[tuple[int, str], ...]
    wrapup_data: str | None
    named_variables: tuple[NamedVariable, ...]
    named_arrays: tuple[NamedArray, ...]


def data_changes(site: Site, request: CarriesData) -> Changes:
    """The changes that a request brings to the data of a call that is there already.

    Raises:
        RequestRefused: as :func:`checked_ecc`.
    """
    variables, arrays = checked_ecc(site, request.named_variables, request.named_arrays)
    return Changes(
        user_to_user_info=request.user_to_user_info,
        call_variables=tuple(
            (number, value) for number, value in enumerate(call_variables(request), 1) if value is not None
        ),
        wrapup_data=request.call_wrapup_data,
        named_variables=variables,
        named_arrays=arrays,
    )


def call_variables(request: object) -> tuple[str | None, ...]:
    """CallVariable1 to CallVariable10 of a request; ``None`` where it has none."""
    return tuple(getattr(request, f"call_variable{number}") for number in range(1, CALL_VARIABLE_COUNT + 1))
