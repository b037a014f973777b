"""A program of ``docs/examples`` as a module."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from tests.house.tree import ROOT


def loaded(name: str) -> Any:
    """The module, for tests that call what is in it."""
    full = f"docs.examples.{name}"
    if full not in sys.modules:
        spec = spec_from_file_location(full, ROOT / "docs" / "examples" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[full] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]
