"""The errors of site files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ctiserver.site.bounds import MOST_FLAWS

if TYPE_CHECKING:
    from collections.abc import Iterable

# A range that clashes brings one problem for each number: more than a page of them helps no reader.
_SHOWN: Final = 20


@attrs.frozen
class Problem:
    """A flaw of a site file; as text it is one line.

    Args:
        file: the file.
        key: the path of the value, such as ``agents[3].extension`` (counted from 0); ``""``: the file is no TOML.
        text: what was expected.
        line: the line of the flaw, where the file is no TOML.
    """

    file: str
    key: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.text}" if self.key else f"{place}: {self.text}"


class SiteError(Exception):
    """A site cannot be used; as text it is a line for each problem, of very many for the first ones.

    Args:
        problems: why; at least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Final = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            at_least = "at least " if len(self.problems) >= MOST_FLAWS else ""
            lines.append(f"{self.problems[0].file}: and {at_least}{len(self.problems) - _SHOWN} more problems")
        return "\n".join(lines)


class NoSiteFileError(SiteError):
    """The site comes from no file, so there is none to read again."""

    def __init__(self) -> None:
        super().__init__([Problem("demo site", "", "there is no file to read again")])
