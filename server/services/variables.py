"""Checking the variables that a request carries.  Guide: Client Events Service; "Named Variables and Arrays"."""

from __future__ import annotations

from typing import Protocol

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import CALL_VARIABLE_COUNT, ECC_TOTAL_MAX
from ctiproto.wire import NamedArray, NamedVariable
from server.sessions.refusal import RequestRefused
from server.site.model import Site
from server.switch.context import CallData, NamedArrayElement
from server.switch.context import NamedVariable as SwitchVariable


class CarriesData(Protocol):
    """A request that carries call variables."""

    @property
    def named_variables(self) -> tuple[NamedVariable, ...]:
        """Named variables."""

    @property
    def named_arrays(self) -> tuple[NamedArray, ...]:
        """Elements of named arrays."""


def checked_ecc(
    site: Site, variables: tuple[NamedVariable, ...], arrays: tuple[NamedArray, ...]
) -> tuple[tuple[SwitchVariable, ...], tuple[NamedArrayElement, ...]]:
    """Named variables and array elements under their configured names.

    Raises:
        RequestRefused: a name is not configured (67, 68) or of the other kind (75, 76), an index is out of range (61),
            a value is too long (74), or all together are too long (73).
    """
    scalars = tuple(_scalar(site, variable) for variable in variables)
    elements = tuple(_element(site, element) for element in arrays)
    size = sum(len(item.name) + len(item.value) + 2 for item in variables)
    size += sum(len(item.name) + len(item.value) + 3 for item in arrays)
    if size > ECC_TOTAL_MAX:
        raise RequestRefused(StatusCode.TOO_MUCH_DATA)
    return scalars, elements


def _scalar(site: Site, variable: NamedVariable) -> SwitchVariable:
    name = variable.name.lower()
    configured = site.ecc_variables_by_name.get(name)
    if configured is None:
        is_array = name in site.ecc_arrays_by_name
        raise RequestRefused(
            StatusCode.SCALAR_FUNCTION_ON_ARRAY if is_array else StatusCode.NAMED_VARIABLE_NOT_CONFIGURED
        )
    if len(variable.value) > configured.max_length:
        raise RequestRefused(StatusCode.VALUE_TOO_LONG)
    return SwitchVariable(configured.name, variable.value)


def _element(site: Site, element: NamedArray) -> NamedArrayElement:
    name = element.name.lower()
    configured = site.ecc_arrays_by_name.get(name)
    if configured is None:
        is_scalar = name in site.ecc_variables_by_name
        raise RequestRefused(
            StatusCode.ARRAY_FUNCTION_ON_SCALAR if is_scalar else StatusCode.NAMED_ARRAY_NOT_CONFIGURED
        )
    if element.index >= configured.size:
        raise RequestRefused(StatusCode.INVALID_ARRAY_INDEX)
    if len(element.value) > configured.max_length:
        raise RequestRefused(StatusCode.VALUE_TOO_LONG)
    return NamedArrayElement(configured.name, element.index, element.value)


def call_data(
    site: Site,
    request: CarriesData,
    *,
    dialed_number: str = "",
    user_to_user_info: bytes | None = None,
    wrapup_data: str | None = None,
) -> CallData:
    """The data that a new call begins with when a request brings it.

    Raises:
        RequestRefused: as :func:`checked_ecc`.
    """
    variables, arrays = checked_ecc(site, request.named_variables, request.named_arrays)
    return CallData(
        dialed_number=dialed_number,
        user_to_user_info=user_to_user_info or b"",
        call_variables=tuple(
            getattr(request, f"call_variable{number}") or "" for number in range(1, CALL_VARIABLE_COUNT + 1)
        ),
        wrapup_data=wrapup_data or "",
        named_variables=variables,
        named_arrays=arrays,
    )
