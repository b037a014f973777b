"""Promises of ``ctiserver serve``: what it makes of its words.  That it serves is shown with the app."""

from __future__ import annotations

import gc
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctiproto.versions import Dialect
from ctiserver.admin.http.lifecycle import ControlOptions, ControlUnavailable
from ctiserver.app import Options
from ctiserver.cli import serve as command
from ctiserver.site.load import demo_text, load_demo

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run


NEVER = ("tomorrow", "nan", "inf", "-1", "4102444801", "1e300", "1969-12-31")
NO_MOMENT = "expected a time such as 2026-01-05T08:00:00Z, or seconds since 1970, before 2100"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """What the app was asked to serve, in place of serving it."""
    asked: list[Options] = []

    async def serve(*options: Options) -> None:
        asked.extend(options)

    monkeypatch.setattr(command, "run", serve)
    return asked


def test_the_demo_site_is_served_as_it_says(run: Run, served: list[Options]) -> None:
    """On this machine alone, at its port, with its seed, with a workload, in real time."""
    assert run("serve") == (0, "", "")
    demo = load_demo()
    assert served == [Options(site=demo, host="127.0.0.1", port=42027, seed=1, control=ControlOptions())]


def test_what_is_left_at_the_end_is_no_garbage(run: Run, served: list[Options]) -> None:
    """It is never looked at, as the process ends."""
    # What tests before have served is frozen still.
    gc.unfreeze()
    assert run("serve") == (0, "", "")
    assert len(served) == 1
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def test_every_word_is_heard(run: Run, served: list[Options]) -> None:
    """Each option takes the place of what the site says."""
    Path("mine.toml").write_text(demo_text(), "utf-8")
    words = "serve mine.toml --host ::1 --port 0 --seed 7 --calls-per-hour 3600 --no-workload --speed 10"
    more = "--start-time 2026-01-05T08:00:00Z --log json --log-level debug"
    assert run(*words.split(), *more.split()) == (0, "", "")
    (options,) = served
    assert (options.host, options.port, options.seed, options.workload) == ("::1", 0, 7, False)
    assert (options.calls_per_hour, options.speed, options.start_time) == (3600, 10, 1767600000)
    assert (options.log_style, options.log_level) == ("json", "debug")
    assert options.site_file == "mine.toml"


@pytest.mark.parametrize(
    ("words", "ports"),
    [
        ("", (42027, None)),
        ("--duplex", (42027, 43027)),
        ("--duplex --port-b 0", (42027, 0)),
        ("--duplex --port 0 --port-b 0", (0, 0)),
    ],
)
def test_the_second_side_is_asked_for(
    run: Run, served: list[Options], words: str, ports: tuple[int, int | None]
) -> None:
    """Without that, only side A is served; a site has a port for each."""
    assert run("serve", *words.split()) == (0, "", "")
    assert [(options.port, options.port_b) for options in served] == [ports]


@pytest.mark.parametrize(
    ("text", "moment"), [("1767600000", 1767600000), ("2026-01-05T08:00:00", 1767600000), ("2026-01-05", 1767571200)]
)
def test_a_time_is_a_date_or_a_number(run: Run, served: list[Options], text: str, moment: float) -> None:
    """Without a zone it is UTC."""
    assert run("serve", "--start-time", text).status == 0
    assert served[0].start_time == moment


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("--port 65536", "--port 65536: expected 0 to 65535"),
        ("--duplex --port-b -1", "--port-b -1: expected 0 to 65535"),
        ("--port-b 0", "--port-b is the port of side B, which is served with --duplex"),
        ("--duplex --port 43027", "both sides have port 43027: expected two, by --port and --port-b"),
        ("--calls-per-hour -1", "--calls-per-hour -1: expected 0 to 1000000"),
        ("--calls-per-hour 1e9", "--calls-per-hour 1e+09: expected 0 to 1000000"),
        ("--control-port 65536", "--control-port 65536: expected 0 to 65535"),
        (
            "--no-control --control-port 1",
            "--no-control: expected that, or --control-port, --control-file, --control-token-file",
        ),
        ("--speed 0", "--speed 0: expected more than 0 and at most 10000"),
        *((f"--start-time {moment}", f"--start-time {moment}: {NO_MOMENT}") for moment in NEVER),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(run: Run, served: list[Options], words: str, complaint: str) -> None:
    """With what was expected, and status 2."""
    assert run("serve", *words.split()) == (2, "", f"ctiserver: {complaint}\n")
    assert served == []


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("--no-control", None),
        ("--control", ControlOptions()),
        ("--control-port 0", ControlOptions(is_required=True)),
        ("--control-port 8080", ControlOptions(8080, is_required=True)),
        ("--control-file mine.json", ControlOptions(0, Path("mine.json"), is_required=True)),
    ],
)
def test_how_it_is_controlled(run: Run, served: list[Options], words: str, wanted: ControlOptions | None) -> None:
    """As it can be, unless that is said; what was asked for by name has to be."""
    assert run("serve", *words.split()) == (0, "", "")
    assert served[0].control == wanted


def test_the_token_may_be_given(run: Run, served: list[Options], tmp_path: Path) -> None:
    """It stands in a file, which others read as well; the end of its line is no part of it."""
    path = tmp_path / "token"
    path.write_text("0123456789abcdef\n", "ascii")
    assert run("serve", "--control-token-file", str(path)) == (0, "", "")
    assert served[0].control == ControlOptions(token="0123456789abcdef", is_required=True)
    assert "0123456789abcdef" not in repr(served[0].control)


@pytest.mark.parametrize("text", ["", "short", "0123456789 abcdef", 2 * "0123456789abcdef\n", "é" * 16, 257 * "x"])
def test_a_token_that_cannot_be(run: Run, served: list[Options], tmp_path: Path, text: str) -> None:
    """It is too short or too long, or is no text of a header; it is not told again."""
    path = tmp_path / "token"
    path.write_text(text, "utf-8")
    flaw = f"--control-token-file {path}: expected 16 to 256 visible ASCII characters on one line"
    assert run("serve", "--control-token-file", str(path)) == (2, "", f"ctiserver: {flaw}\n")
    assert served == []


def test_a_token_that_is_not_there(run: Run, served: list[Options], tmp_path: Path) -> None:
    """The server does not start, and says what the system says."""
    missing = tmp_path / "none"
    assert run("serve", "--control-token-file", str(missing)) == (
        2,
        "",
        f"ctiserver: --control-token-file {missing}: No such file or directory\n",
    )
    assert served == []


def test_it_cannot_be_controlled(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that says why."""

    async def serve(_options: Options) -> None:
        raise ControlUnavailable("no room")

    monkeypatch.setattr(command, "run", serve)
    assert run("serve", "--control-port", "1") == (2, "", "ctiserver: cannot be controlled: no room\n")


def test_a_site_with_flaws_is_not_served(run: Run, served: list[Options]) -> None:
    """Each flaw in a line of its own."""
    Path("mine.toml").write_text(demo_text().replace('extensions = "2001-2005"', 'extensions = "2001-2004"'), "utf-8")
    outcome = run("serve", "mine.toml")
    assert (outcome.status, outcome.out) == (2, "")
    assert "mine.toml: agents[" in outcome.err
    Path("mine.toml").write_text('[[peripherals]]\nid = "x"\ncolour = 1\n', "utf-8")
    flaws = run("serve", "mine.toml").err.splitlines()
    assert len(flaws) > 1
    assert all(line.startswith("ctiserver: mine.toml: ") for line in flaws)
    assert served == []


def test_a_port_that_is_taken_is_named(run: Run) -> None:
    """If another program listens on the port, the error names the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = run("serve", "--port", str(port))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ctiserver: cannot listen on 127.0.0.1 port {port}: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("words", ["--alarms alarms.jsonl", "mine.toml", "mine.toml --alarms alarms.jsonl"])
def test_alarms_go_to_a_file(run: Run, served: list[Options], words: str) -> None:
    """The one that is named, or that of the site."""
    other = "alarms.jsonl" if words == "mine.toml" else "other.jsonl"
    Path("mine.toml").write_text(demo_text().replace("[settings]", f"[settings]\nalarm_sink = '{other}'"), "utf-8")
    assert run("serve", *words.split()) == (0, "", "")
    (options,) = served
    assert options.alarms is not None
    assert options.alarms.closed
    assert Path("alarms.jsonl").read_text("utf-8") == ""
    assert not Path("other.jsonl").exists()


def test_alarms_that_cannot_be_written(run: Run, served: list[Options]) -> None:
    """Said before anything is served."""
    complaint = "ctiserver: cannot write alarms to no/alarms.jsonl: No such file or directory\n"
    assert run("serve", "--alarms", "no/alarms.jsonl") == (2, "", complaint)
    assert served == []


def site_file(file: str, port: int, name: str = "Demo", more: str = "") -> None:
    """Write the demo site with another name and side A elsewhere, and side B a thousand ports above."""
    text = demo_text().replace('name = "Demo"', f'name = "{name}"').replace("43027", str(port and port + 1000))
    text = text.replace("42027", str(port)).replace("[settings]", f"[settings]\n{more}")
    Path(file).parent.mkdir(exist_ok=True)
    Path(file).write_text(text, "utf-8")


def test_several_sites_are_served_as_they_say(run: Run, served: list[Options]) -> None:
    """Each at its own ports; options that name no place are for all of them."""
    site_file("one.toml", 42027, "Main")
    site_file("two.toml", 42028, "Branch", "seed = 5")
    words = "serve one.toml two.toml --duplex --no-workload --speed 10 --log json --start-time 7"
    assert run(*words.split()) == (0, "", "")
    assert [(each.site_file, each.label, each.port, each.port_b, each.seed) for each in served] == [
        ("one.toml", "Main", 42027, 43027, 1),
        ("two.toml", "Branch", 42028, 43028, 5),
    ]
    for each in served:
        assert (each.workload, each.speed, each.log_style, each.start_time) == (False, 10, "json", 7)
        assert each.control == ControlOptions()


@pytest.mark.parametrize(
    ("files", "names", "labels"),
    [
        (("a.toml", "b.toml"), ("Main", "Branch"), ["Main", "Branch"]),
        (("a.toml", "b.toml"), ("Main", "Main"), ["a", "b"]),
        (("a.toml", "b.toml"), ("Main", ""), ["a", "b"]),
        (("x/a.toml", "y/a.toml"), ("", ""), ["x/a.toml", "y/a.toml"]),
        (("x/a.toml", "y/a.toml"), ("Main", "Branch"), ["Main", "Branch"]),
        (("x/a.toml",), ("Main",), [""]),
    ],
)
def test_what_the_log_calls_them(
    run: Run, served: list[Options], files: tuple[str, ...], names: tuple[str, ...], labels: list[str]
) -> None:
    """By the names of the sites, or of the files where that does not tell them apart; one by itself needs no name."""
    for place, (file, name) in enumerate(zip(files, names, strict=True)):
        site_file(file, 42027 + place, name)
    assert run("serve", *files).status == 0
    assert [each.label for each in served] == labels


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("--port 42027", "--port 42027 is for one site file, not 2: expected 0, or port_a in each of them"),
        (
            "--duplex --port-b 7",
            "--port-b 7 is for one site file, not 2: expected 0, or port_b in each of them",
        ),
        ("--alarms a.jsonl", "--alarms a.jsonl is for one site file, not 2: expected alarm_sink in each of them"),
        (
            "--control-port 7",
            "--control-port 7 is for one site file, not 2: expected 0; the control file of each says its port",
        ),
        (
            "--control-file c.json",
            "--control-file c.json is for one site file, not 2: expected none; each has a control file of its own",
        ),
    ],
)
def test_options_that_name_one_place_are_refused_for_several(
    run: Run, served: list[Options], words: str, complaint: str
) -> None:
    """It would not be clear which contact centre is meant; the message says what there is instead."""
    site_file("one.toml", 42027)
    site_file("two.toml", 42028)
    assert run("serve", "one.toml", "two.toml", *words.split()) == (2, "", f"ctiserver: {complaint}\n")
    assert served == []


def test_any_free_port_is_one_for_each(run: Run, served: list[Options], tmp_path: Path) -> None:
    """0 names no place, so it is for all of them; so is a token, which opens each."""
    for file in ("one.toml", "two.toml"):
        site_file(file, 42027)
    (tmp_path / "token").write_text("0123456789abcdef", "ascii")
    words = f"--port 0 --duplex --port-b 0 --control-port 0 --control-token-file {tmp_path / 'token'}"
    assert run("serve", "one.toml", "two.toml", *words.split()) == (0, "", "")
    assert [(each.port, each.port_b) for each in served] == [(0, 0), (0, 0)]
    assert {each.control for each in served} == {ControlOptions(token="0123456789abcdef", is_required=True)}


def test_ports_of_several_sites_that_clash(run: Run, served: list[Options]) -> None:
    """Each clash in a line that names the files, before anything is served; what is not served clashes with nothing."""
    site_file("one.toml", 42027)
    site_file("two.toml", 43027)
    assert run("serve", "one.toml", "two.toml").status == 0
    served.clear()
    clash = "ctiserver: port 43027 is that of side B of one.toml and of side A of two.toml: expected one for each\n"
    assert run("serve", "one.toml", "two.toml", "--duplex") == (2, "", clash)
    site_file("two.toml", 42027)
    outcome = run("serve", "one.toml", "two.toml", "--duplex")
    assert outcome.err.splitlines() == [
        "ctiserver: port 42027 is that of side A of one.toml and of side A of two.toml: expected one for each",
        "ctiserver: port 43027 is that of side B of one.toml and of side B of two.toml: expected one for each",
    ]
    assert served == []


def test_alarms_of_several_sites(run: Run, served: list[Options]) -> None:
    """Each has a file of its own; one file for two would not say whose alarms they are."""
    site_file("one.toml", 42027, more="alarm_sink = 'one.jsonl'")
    site_file("two.toml", 42028, more="alarm_sink = 'two.jsonl'")
    assert run("serve", "one.toml", "two.toml") == (0, "", "")
    assert [each.alarms.name for each in served if each.alarms] == ["one.jsonl", "two.jsonl"]
    served.clear()
    site_file("two.toml", 42028, more="alarm_sink = './one.jsonl'")
    file = Path("one.jsonl").resolve()
    flaw = f"ctiserver: alarm_sink {file} is that of one.toml and of two.toml: expected one for each\n"
    assert run("serve", "one.toml", "two.toml") == (2, "", flaw)
    assert served == []


def test_a_dialect_that_is_expected(run: Run, served: list[Options]) -> None:
    """Each site says its own, and none is served as one of another."""
    site_file("one.toml", 42027)
    Path("two.toml").write_text('dialect = "uccx"\n[[peripherals]]\nid = 1\n[settings]\nport_a = 1\n', "utf-8")
    assert run("serve", "one.toml", "two.toml").status == 0
    assert [each.site.dialect.value for each in served] == ["ucce", "uccx"]
    served.clear()
    flaw = "ctiserver: --dialect ucce: expected that of two.toml, which is uccx\n"
    assert run("serve", "one.toml", "two.toml", "--dialect", "ucce") == (2, "", flaw)
    assert served == []
    assert run("serve", "one.toml", "--dialect", "ucce").status == 0
    assert len(served) == 1


@pytest.mark.parametrize(("dialect", "ports"), [(Dialect.UCCE, (42027, 43027)), (Dialect.UCCX, (12028, 13028))])
def test_each_dialect_has_a_demo_site(
    run: Run, served: list[Options], dialect: Dialect, ports: tuple[int, int]
) -> None:
    """It is served where no file is named, at the ports of the dialect."""
    assert run("serve", "--dialect", dialect.value, "--duplex").status == 0
    assert [(each.site, (each.port, each.port_b)) for each in served] == [(load_demo(dialect), ports)]


def test_flaws_of_several_sites(run: Run, served: list[Options]) -> None:
    """Those of all files are told; none is served, not even one that is right."""
    site_file("good.toml", 42027)
    Path("bad.toml").write_text("[[peripherals]]\n", "utf-8")
    outcome = run("serve", "good.toml", "bad.toml", "missing.toml")
    assert (outcome.status, outcome.err.splitlines()) == (
        2,
        [
            "ctiserver: bad.toml: peripherals[0].id: expected a value, but the key is missing",
            "ctiserver: missing.toml: expected a readable file: No such file or directory",
        ],
    )
    assert served == []


def test_a_site_file_that_is_named_twice(run: Run, served: list[Options]) -> None:
    """Nothing would tell its contact centres apart."""
    site_file("one.toml", 0)
    complaint = "ctiserver: one.toml one.toml: expected each site file once\n"
    assert run("serve", "one.toml", "one.toml") == (2, "", complaint)
    assert served == []
