"""The emulator as a part of other programs, as a type checker sees it: never run, only checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_type

import trio

import ctiserver


async def _a_server_of_ones_own() -> None:
    site = ctiserver.load_demo()
    assert_type(site, ctiserver.Site)
    async with ctiserver.serving(ctiserver.Options(site=site, port_b=0, workload=False)) as server:
        assert_type(server, ctiserver.RunningServer)
        assert_type(server.port, int)
        assert_type(server.ports, Mapping[str, int])


def _a_process(file: str) -> None:
    try:
        site = ctiserver.load_site(file)
    except ctiserver.SiteError as error:
        site = ctiserver.parse_site(b"", str(error))
    trio.run(ctiserver.serve, ctiserver.Options(site=site, port=42027))
