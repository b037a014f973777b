"""Files: small, named after what they hold, and each with its test."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.house.tree import ROOT, Module, modules

LONGEST: Final = 400
LONGEST_TABLE: Final = 500
LONGEST_TEST: Final = 700

LONGER: Final = {
    "ctiproto/messages/__init__.py": "one line for each name of the guide",
}
"""Files above their limit, and why."""

VAGUE: Final = frozenset(("base", "common", "helper", "helpers", "manager", "misc", "util", "utils"))

FRONTS: Final = ("ctiproto", "ctiserver")
"""The fronts of the packages, which are no rooms that all else belongs to."""

TESTED_ELSEWHERE: Final = {
    "ctiproto": ("tests/house/test_public_names.py", "it has nothing but names"),
    "ctiserver": ("tests/house/test_public_names.py", "it has nothing but names"),
    "ctiproto.messages": ("tests/ctiproto/test_guide.py", "every declaration equals the guide's table"),
    "ctiproto.constants": ("tests/ctiproto/test_guide.py", "every number equals the guide's"),
    "ctiproto.schema": ("tests/ctiproto/test_declare.py", "it is what declaring makes"),
    "ctiproto.generate": ("tests/ctiproto/generate", "what writes source is tested by the source that it writes"),
    "ctiserver.traffic.captures.items": ("tests/ctiserver/traffic/captures", "what all readers yield"),
    "ctiserver.cli.commands": ("tests/ctiserver/cli/test_program.py", "a table of names"),
    "ctiserver.cli.errors": ("tests/ctiserver/cli/test_program.py", "exit statuses"),
    "ctiserver.cli.options": ("tests/ctiserver/cli", "options that commands have in common"),
    "ctiserver.cli.output": ("tests/ctiserver/cli", "what commands write"),
    "ctiserver.cli.redaction": ("tests/ctiserver/cli/test_record.py", "an option that commands have in common"),
    "ctiserver.client.background": ("tests/ctiserver/client/test_session.py", "tasks that every session has"),
    "ctiserver.client.session_view": ("tests/ctiserver/client/test_session.py", "what every session shows"),
    "ctiserver.client.errors": ("tests/ctiserver/client/test_session.py", "what sessions end with"),
    "ctiserver.client.core": ("tests/ctiserver/client/test_session.py", "the bytes of every session"),
    "ctiserver.cli.watching.screen_model": ("tests/ctiserver/cli/watching/test_displays.py", "what every display is"),
    "ctiserver.admin.http.serving": (
        "tests/ctiserver/admin/http/test_lifecycle.py",
        "over a real socket, with the rest",
    ),
    "ctiserver.traffic.compare.messages": ("tests/ctiserver/traffic/compare/test_comparison.py", "what is compared"),
    "ctiserver.engine.engine": (
        "tests/ctiserver/engine/test_engine_sessions.py",
        "several files, one for each side of it",
    ),
    "ctiserver.engine.opening": (
        "tests/ctiserver/engine/test_engine_open_conf.py",
        "through the engine, as clients see it",
    ),
    "ctiserver.engine.emergency_recording": (
        "tests/ctiserver/engine/services/test_recording.py",
        "with other recordings",
    ),
    "ctiserver.engine.client_failure": ("tests/ctiserver/engine/test_engine_sessions.py", "by sessions that end"),
    "ctiserver.engine.connections": ("tests/ctiserver/engine/test_engine_clients.py", "the engine's own list"),
    "ctiserver.centre.contact_centre": ("tests/ctiserver/engine/test_engine_sessions.py", "through the engine"),
    "ctiserver.engine.delivery": ("tests/stories", "through the engine, from the client's chair"),
    "ctiserver.engine.effects": ("tests/support/harness.py", "values that every test of the engine compares"),
    "ctiserver.centre.workload": (
        "tests/ctiserver/centre/workload/test_workload.py",
        "through its door, by what people do in an hour",
    ),
    "ctiserver.admin": ("tests/ctiserver/admin", "through its desk, one file for each kind of order"),
    "ctiserver.traffic.replay.pairing": (
        "tests/ctiserver/traffic/replay/test_dialogue.py",
        "through the dialogue that is read with it",
    ),
    "ctiserver.traffic.replay.expecting": (
        "tests/ctiserver/traffic/replay/test_as_client.py",
        "through the player that expects",
    ),
    "ctiserver.traffic.replay.identifiers": (
        "tests/ctiserver/traffic/replay/test_as_client.py",
        "through the players and the comparison",
    ),
    "ctiserver.traffic.replay.outcome": (
        "tests/ctiserver/traffic/replay/test_as_server.py",
        "what players say in the end",
    ),
    "ctiserver.traffic.replay.speed": (
        "tests/ctiserver/traffic/replay/test_as_server.py",
        "through the players, at their pace",
    ),
    "ctiserver.engine.services": (
        "tests/ctiserver/engine/services",
        "one file for each request, or for requests that are alike",
    ),
    "ctiserver.engine.sessions": (
        "tests/ctiserver/engine/test_engine_open.py",
        "through the engine, as clients see it",
    ),
    "ctiserver.centre.switch": (
        "tests/ctiserver/centre/switch",
        "through its door, one file for each kind of call or request",
    ),
    "ctiserver.site.keys": ("tests/ctiserver/engine/sessions/test_identity.py", "types of keys"),
    "ctiserver.tapes.entries": ("tests/ctiserver/tapes", "what all of them read and write"),
    "ctiserver.tapes.lines": (
        "tests/ctiserver/tapes/test_reading.py",
        "line by line, through the reader and the writer",
    ),
    "ctiserver.tapes.migrations": ("tests/ctiserver/tapes/test_reading.py", "through the reader"),
    "ctiserver.tapes.versions": (
        "tests/ctiserver/traffic/captures/test_versions.py",
        "as captures learn them; tapes do the same",
    ),
    "ctiserver.engine.dialects": (
        "tests/ctiserver/engine/test_engine_open.py",
        "through the engine, by what clients of each dialect are told",
    ),
    "ctiserver.engine.translate": ("tests/stories", "through the engine, from the client's chair"),
    "ctiproto.version_rules": (
        "tests/ctiserver/engine/test_engine_open.py",
        "through what is granted in each version",
    ),
}
"""Modules, or whole rooms, without test files of the same name: where they are tested, and why there."""


def _files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _limit(place: str) -> int:
    if place.startswith("tests/"):
        return LONGEST_TEST
    return LONGEST_TABLE if place.startswith("ctiproto/messages/") else LONGEST


def test_no_file_is_too_long() -> None:
    """A file holds one idea: 400 lines at most, 500 for rooms of messages, 700 for tests."""
    too_long = []
    for path in _files("ctiproto", "server", "tests", "docs"):
        place = path.relative_to(ROOT).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > _limit(place) and place not in LONGER:
            too_long.append(f"{place}: {lines} lines, at most {_limit(place)}")
    assert too_long == []


def test_every_exception_is_still_needed() -> None:
    """A file that became shorter, or went away, is taken off the list."""
    needless = [
        place
        for place in LONGER
        if not (ROOT / place).exists() or len((ROOT / place).read_text(encoding="utf-8").splitlines()) <= _limit(place)
    ]
    assert needless == []


def test_no_module_has_a_vague_name() -> None:
    """What a module holds can be told from its name."""
    assert [module.place for module in modules().values() if module.path.stem in VAGUE] == []


def test_every_module_has_its_test() -> None:
    """``tests`` mirrors the tree: ``ctiproto/framing.py`` is tested by ``tests/ctiproto/test_framing.py``."""
    untested = [
        f"{module.place}: expected {_expected(module).relative_to(ROOT)}"
        for module in modules().values()
        if not (_is_only_names(module) or _is_tested_elsewhere(module.name) or _expected(module).exists())
    ]
    assert untested == []


def _is_only_names(module: Module) -> bool:
    """Whether it is the front of a package without code of its own."""
    return module.is_package and not any(hasattr(node, "body") for node in module.syntax.body)


def _is_tested_elsewhere(name: str) -> bool:
    return any(name == room or (room not in FRONTS and name.startswith(f"{room}.")) for room in TESTED_ELSEWHERE)


def test_what_is_tested_elsewhere_is() -> None:
    """The places in the list are there."""
    assert [place for place, _ in TESTED_ELSEWHERE.values() if not (ROOT / place).exists()] == []


def _expected(module: Module) -> Path:
    *rooms, name = module.name.split(".")
    return ROOT / Path("tests", *rooms, f"test_{name}.py")


def test_every_folder_of_tests_is_a_package() -> None:
    """Without ``__init__.py`` at every level, ``tests/ctiserver`` would hide ``ctiserver``."""
    folders = {path.parent for path in _files("tests")}
    assert [str(folder.relative_to(ROOT)) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_test_file_belongs_to_a_module() -> None:
    """A test file that mirrors the tree is named after a module, or after what several of them do together."""
    homeless = []
    for path in _files("tests/ctiproto", "tests/ctiserver"):
        if path.name.startswith("test_"):
            parts = path.relative_to(ROOT / "tests").parent.parts
            if ".".join(parts) not in modules():
                homeless.append(path.relative_to(ROOT).as_posix())
    assert homeless == []
