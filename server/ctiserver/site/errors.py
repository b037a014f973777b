"""What is said about a site file that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

# A range that clashes can bring one problem per number; nobody reads more than a page of them.
_SHOWN: Final = 20


@attrs.frozen
class Problem:
    """One thing that is wrong with a site file, and where; as text it is one line.

    ``key`` is the path of the value, such as ``agents[3].extension`` (counted from 0), empty where the trouble lies
    before values can be told apart; ``line`` is known only then.
    """

    file: str
    key: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.text}" if self.key else f"{place}: {self.text}"


class SiteError(Exception):
    """A site cannot be loaded; ``problems`` says why and is never empty.

    As text it is one line per problem; of very many only the first are shown.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Final = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"{self.problems[0].file}: and {len(self.problems) - _SHOWN} more problems")
        return "\n".join(lines)


class NoSiteFileError(SiteError):
    """The site comes from no file, so that there is none to be read again."""

    def __init__(self) -> None:
        super().__init__([Problem("demo site", "", "there is no file to read again")])
