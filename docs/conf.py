"""How the documentation is built: ``sphinx-build -n -W docs docs/_build/html``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "ctiserver"
copyright = "the authors of ctiserver"  # noqa: A001 - the name that Sphinx asks for
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "declarations"]
exclude_patterns = ["_build", "changes", "reference/generated/parts"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_class_signature = "separated"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_preserve_defaults = True

nitpicky = True
nitpick_ignore_regex = [
    # Types of Python itself: there is no inventory of them here, so that the build needs no network.
    ("py:.*", r"(collections\.abc|typing|enum|pathlib|random)\..*"),
    ("py:.*", r"(str|int|bytes|float|bool|dict|tuple|list|object|range|None|Any|Self|Exception|ValueError|Iterator)"),
    # Likewise those of what else is used, and variables of types.
    ("py:.*", r"trio\..*|ctiserver\..*\.\w+T"),
    # Messages and numbers have pages of their own, made from the declarations, not from the docstrings.
    ("py:.*", r"(ctiproto\.)?(messages|constants)(\..*)?"),
    ("py:.*", r"ctiproto\.(declaration|declare|wire|state)\..*"),
    ("py:.*", r"(m|Answer|StatusCode|Declaration|Kind|Input|Outcome)(\..*)?"),
]

html_theme = "alabaster"
html_title = "ctiserver"
html_theme_options = {"description": "A CTI Server to test against", "page_width": "1080px", "fixed_sidebar": True}
