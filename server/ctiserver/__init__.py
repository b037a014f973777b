"""An emulator of a Cisco CTI Server, for programs and tests that want one of their own.

A server that runs while a block does, in a program on trio::

    from ctiserver import Options, load_demo, serving

    async with serving(Options(site=load_demo())) as server:
        ...                                                    # clients connect to 127.0.0.1, server.port

Public, and kept as they are documented in the reference of the library: the names below, all of ``ctiproto``,
``ctiserver.client`` with its faces ``ctiserver.client.aio`` and ``ctiserver.client.blocking``, and ``ctiserver.tapes``.
All other modules are private: they change without notice.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctiserver.app import Options, RunningServer, serve, serving
    from ctiserver.site.errors import SiteError
    from ctiserver.site.load import load_demo, load_site, parse_site
    from ctiserver.site.model import Site
else:
    from importlib import import_module

    # Each name is imported when it is first asked for: the client and the library do without the server.
    _HOMES = {
        "Options": "ctiserver.app",
        "RunningServer": "ctiserver.app",
        "Site": "ctiserver.site.model",
        "SiteError": "ctiserver.site.errors",
        "load_demo": "ctiserver.site.load",
        "load_site": "ctiserver.site.load",
        "parse_site": "ctiserver.site.load",
        "serve": "ctiserver.app",
        "serving": "ctiserver.app",
    }

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOMES})


__all__ = [
    "Options",
    "RunningServer",
    "Site",
    "SiteError",
    "load_demo",
    "load_site",
    "parse_site",
    "serve",
    "serving",
]
