"""``ctiserver serve``."""

from __future__ import annotations

import datetime as dt
import gc
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TextIO

import attrs
import trio
from cyclopts import Parameter

from ctiproto.versions import Dialect
from ctiserver.admin.http.lifecycle import ControlOptions, ControlUnavailable
from ctiserver.alarm_file import open_sink
from ctiserver.app import Options
from ctiserver.app import serve as run
from ctiserver.cli.errors import CommandError
from ctiserver.cli.output import complain
from ctiserver.site.errors import SiteError
from ctiserver.site.load import load_demo, load_site
from ctiserver.transport.listener import ListenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctiserver.site.model import Site


def serve(
    *sites: str,
    host: str = "127.0.0.1",
    port: int | None = None,
    duplex: bool = False,
    port_b: int | None = None,
    dialect: Dialect | None = None,
    seed: int | None = None,
    calls_per_hour: float | None = None,
    workload: bool = True,
    start_time: str | None = None,
    speed: float = 1.0,
    log: Annotated[Literal["console", "json"] | None, Parameter(name="--log")] = None,
    log_level: Literal["debug", "info", "warning", "error"] = "info",
    alarms: str | None = None,
    control: bool = True,
    control_port: int | None = None,
    control_file: str | None = None,
    control_token_file: str | None = None,
) -> None:
    """Run a CTI Server with a contact centre behind it, or several of them, until it is interrupted.

    Some examples:

        ctiserver serve
        ctiserver serve my-site.toml --port 0
        ctiserver serve --calls-per-hour 600 --seed 7
        ctiserver serve --duplex --port 0 --port-b 0
        ctiserver serve one.toml another.toml
        ctiserver serve --dialect uccx
        ctiserver serve --no-workload --start-time 2026-01-05T08:00:00Z

    Args:
        sites: Site files, each of a contact centre with ports of its own; without any, the demo site
            of the dialect.
        host: The address to listen on.  Others than this machine can connect only if you name one of its addresses.
        port: The port of side A; 0 picks a free one.  Without it, the one of the site.
        duplex: Serve side B as well, which stands by until side A is not there.
        port_b: The port of side B, likewise.
        dialect: The family of servers that each site has to be one of.  Without it, each may be one of any, and the
            demo site is one of ucce.
        seed: What all chance comes from; the same seed gives the same day.  Without it, the one of the site.
        calls_per_hour: How many calls come in.  Without it, as many as the site says.
        workload: Callers call, and simulated agents work.
        start_time: The time that it is at the beginning, as ISO 8601 or in seconds since 1970.
        speed: How many seconds pass in one.
        log: How the log is written; without it, for people on a terminal and as JSON lines elsewhere.
        log_level: The least important level that is logged.
        alarms: A file to add alarms to, as JSON lines.  Without it, the one of the site, if it has one.
        control: The running server can be told and asked things by ctiserver control; needs the extra "control".
        control_port: The port for that, on this machine alone; 0 or none picks a free one.
        control_file: The file that says where that is and holds what opens it.  Without it, one of your own.
        control_token_file: A file with the token that opens it, for programs that read it from there, such as
            Prometheus.  Without it, each start makes another one.
    """
    _refuse_what_is_of_one(
        sites,
        {
            "--port": port,
            "--port-b": port_b,
            "--alarms": alarms,
            "--control-port": control_port,
            "--control-file": control_file,
        },
    )
    loaded = _load(sites, Dialect.UCCE if dialect is None else dialect)
    if dialect is not None:
        _require_dialect(dialect, sites, loaded)
    if calls_per_hour is not None and not 0 <= calls_per_hour <= _MOST_CALLS:
        raise CommandError(f"--calls-per-hour {calls_per_hour:g}: expected 0 to {_MOST_CALLS}")
    if not 0 < speed <= _FASTEST:
        raise CommandError(f"--speed {speed:g}: expected more than 0 and at most {_FASTEST}")
    if port_b is not None and not duplex:
        raise CommandError("--port-b is the port of side B, which is served with --duplex")
    moment = None if start_time is None else _moment(start_time)
    controlled = _control(control_port, control_file, control_token_file, wanted=control)
    centres = [
        Options(
            site=site,
            site_file=file,
            label=label,
            host=host,
            port=_port("--port", site.settings.port_a if port is None else port),
            port_b=_port("--port-b", site.settings.port_b if port_b is None else port_b) if duplex else None,
            seed=site.settings.seed if seed is None else seed,
            workload=workload,
            calls_per_hour=calls_per_hour,
            start_time=moment,
            speed=speed,
            log_style=log,
            log_level=log_level,
            control=controlled,
        )
        for file, site, label in zip(sites or [None], loaded, _labels(sites, loaded), strict=True)
    ]
    sinks = [site.settings.alarm_sink if alarms is None else alarms for site in loaded]
    _refuse_what_is_shared(centres, sinks)
    try:
        with ExitStack() as stack:
            alarm_files = [stack.enter_context(_sink(path)) for path in sinks]
            trio.run(lambda: run(*map(_with_alarms, centres, alarm_files)))
        # The process ends: to search a whole contact centre for garbage three times would take longer than that.
        gc.freeze()
    except ControlUnavailable as error:
        raise CommandError(f"cannot be controlled: {error}") from error
    except ListenError as error:
        raise CommandError(f"cannot listen on {host} port {error.port}: {error.strerror}") from error


_EXPECTED: Final = {
    "--port": "0, or port_a in each of them",
    "--port-b": "0, or port_b in each of them",
    "--alarms": "alarm_sink in each of them",
    "--control-port": "0; the control file of each says its port",
    "--control-file": "none; each has a control file of its own",
}
"""What there is for several site files instead of an option that is for one."""

_MOST_CALLS = 1_000_000
_FASTEST = 10_000
_LAST_PORT = 65535
_OF_CONTROL = ("--control-port", "--control-file", "--control-token-file")
_TOKEN_SIZES = range(16, 257)
"""Characters of a token that is given: a shorter one could be guessed."""
_LAST_MOMENT = 4_102_444_800
"""The year 2100: the protocol counts seconds in 32 bits, and a server runs for a while."""


def _refuse_what_is_of_one(sites: Sequence[str], given: Mapping[str, int | str | None]) -> None:
    """Refuse options that would be the same place for several contact centres; 0 is any free port for each."""
    for option, value in given.items():
        if len(sites) > 1 and value not in (None, 0):
            raise CommandError(f"{option} {value} is for one site file, not {len(sites)}: expected {_EXPECTED[option]}")


def _require_dialect(dialect: Dialect, files: Sequence[str], sites: Sequence[Site]) -> None:
    """Refuse sites of another dialect: what a site file may say depends on its own."""
    for file, site in zip(files, sites, strict=False):
        if site.dialect != dialect:
            raise CommandError(f"--dialect {dialect.value}: expected that of {file}, which is {site.dialect.value}")


def _refuse_what_is_shared(centres: Sequence[Options], sinks: Sequence[str]) -> None:
    """Refuse a port of two sides, and a file for the alarms of two contact centres."""
    if len(centres) == 1:
        (only,) = centres
        if only.port == only.port_b != 0:
            raise CommandError(f"both sides have port {only.port}: expected two, by --port and --port-b")
        return
    users = defaultdict[str, list[str]](list)
    for centre, sink in zip(centres, sinks, strict=True):
        for side, port in (("A", centre.port), ("B", centre.port_b)):
            if port:
                users[f"port {port}"].append(f"side {side} of {centre.site_file}")
        if sink:
            users[f"alarm_sink {Path(sink).resolve()}"].append(str(centre.site_file))
    shared = [f"{what} is that of {' and of '.join(of)}: expected one for each" for what, of in users.items() if of[1:]]
    if shared:
        raise _refusal(shared)


def _refusal(flaws: Sequence[str]) -> CommandError:
    """An error that has all flaws: they are told but for the last, which is its text."""
    for flaw in flaws[:-1]:
        complain(flaw)
    return CommandError(flaws[-1])


def _labels(files: Sequence[str], sites: Sequence[Site]) -> Sequence[str]:
    """What tells contact centres apart in the log: the names of their sites, or else of their files."""
    if len(sites) == 1:
        return [""]
    named = ([site.name for site in sites], [Path(file).stem for file in files], files)
    for labels in named:
        if all(labels) and len(set(labels)) == len(labels):
            return labels
    raise CommandError(f"{' '.join(files)}: expected each site file once")


def _with_alarms(centre: Options, alarms: TextIO | None) -> Options:
    return attrs.evolve(centre, alarms=alarms)


@contextmanager
def _sink(path: str) -> Iterator[TextIO | None]:
    """The file for alarms, if there is one."""
    if not path:
        yield None
        return
    try:
        sink = open_sink(path)
    except OSError as error:
        raise CommandError(f"cannot write alarms to {path}: {error.strerror or error}") from error
    with sink:
        yield sink


def _port(option: str, port: int) -> int:
    if not 0 <= port <= _LAST_PORT:
        raise CommandError(f"{option} {port}: expected 0 to {_LAST_PORT}")
    return port


def _control(port: int | None, file: str | None, token_file: str | None, *, wanted: bool) -> ControlOptions | None:
    is_required = port is not None or file is not None or token_file is not None
    if not wanted:
        if is_required:
            raise CommandError(f"--no-control: expected that, or {', '.join(_OF_CONTROL)}")
        return None
    where = _port("--control-port", port or 0)
    token = None if token_file is None else _token(token_file)
    return ControlOptions(where, None if file is None else Path(file), token, is_required=is_required)


def _token(path: str) -> str:
    """The token in a file; what is wrong with it is told without a word of it."""
    try:
        token = Path(path).read_text(encoding="ascii").strip()
    except OSError as error:
        raise CommandError(f"--control-token-file {path}: {error.strerror or error}") from error
    except ValueError:
        token = ""
    if len(token) not in _TOKEN_SIZES or not token.isprintable() or " " in token:
        expected = f"{_TOKEN_SIZES[0]} to {_TOKEN_SIZES[-1]} visible ASCII characters on one line"
        raise CommandError(f"--control-token-file {path}: expected {expected}")
    return token


def _load(files: Sequence[str], dialect: Dialect) -> list[Site]:
    """The sites in the files; without any, the demo site of the dialect."""
    sites, flaws = [], list[str]()
    for file in files:
        try:
            sites.append(load_site(file))
        except SiteError as error:
            flaws += str(error).splitlines()
    if flaws:
        raise _refusal(flaws)
    return sites or [load_demo(dialect)]


def _moment(text: str) -> float:
    """A time as ISO 8601 or in seconds since 1970; without a zone it is UTC."""
    moment = _seconds(text)
    if moment is None or not 0 <= moment <= _LAST_MOMENT:
        reason = (
            f"--start-time {text}: expected a time such as 2026-01-05T08:00:00Z, or seconds since 1970, before 2100"
        )
        raise CommandError(reason)
    return moment


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
