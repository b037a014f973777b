"""What is in the distributions."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

from tests.packaging.environments import Environment, build, copied_tree, run


def _contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_has_two_packages_and_nothing_else(wheel: Path) -> None:
    """Both are marked as typed, and what they read beside their modules is there."""
    contents = _contents(wheel)
    assert {name.split("/")[0].partition("-")[0] for name in contents} == {"ctiproto", "ctiserver"}
    assert {"ctiproto/py.typed", "ctiserver/py.typed"} <= set(contents)
    read = {"ctiproto/message.schema.json", "ctiserver/site/demo.toml", "ctiserver/site/demo_uccx.toml"}
    assert read <= set(contents)


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tree: Path, tmp_path: Path) -> None:
    """Its name and the content of each of its files are the same."""
    sdist = build("sdist", tree, tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = build("wheel", tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path)
    assert again.name == wheel.name
    assert _contents(again) == _contents(wheel)


def test_an_editable_install_is_the_checkout(tmp_path: Path) -> None:
    """The command and both packages come from the sources, from any folder."""
    sources = copied_tree(tmp_path / "sources")
    (tmp_path / "built").mkdir()
    environment = Environment.having(build("editable", sources, tmp_path / "built"), tmp_path / "environment")
    program = "import ctiproto, ctiserver.client; print(ctiproto.__file__, ctiserver.client.__file__)"
    assert run([environment.python, "-c", program], tmp_path).stdout.split() == [
        str(sources / "ctiproto" / "__init__.py"),
        str(sources / "server" / "ctiserver" / "client" / "__init__.py"),
    ]
    assert run([environment.command, "explain", "CLOSE_REQ"], tmp_path).stdout.startswith("CLOSE_REQ, type 7")
