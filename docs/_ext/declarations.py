"""Pages made from the declarations each time that the documentation is built.

They are written as MyST files below ``reference/generated``, and only if they changed, so that Sphinx reads again what
it has to.
"""

from __future__ import annotations

from pathlib import Path

import built
import filter_names
import how_we_know
import numbers_of_the_guide
import rooms_of_the_house
import session_states
import tables_of_messages
from sphinx.application import Sphinx


def generate(app: Sphinx) -> None:
    """Write the pages."""
    folder = Path(app.srcdir) / "reference" / "generated"
    pages = {
        **tables_of_messages.pages(),
        **numbers_of_the_guide.pages(),
        **session_states.pages(),
        **built.pages(),
        **filter_names.pages(),
        **rooms_of_the_house.pages(),
        **how_we_know.pages(),
    }
    for name, text in pages.items():
        _write(folder / name, text)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in pages:
            path.unlink()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads the extension."""
    app.connect("builder-inited", generate)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
