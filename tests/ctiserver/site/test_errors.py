"""Problems and errors as text."""

from __future__ import annotations

from ctiserver.site.errors import Problem, SiteError


def test_a_problem_is_one_line_that_says_where() -> None:
    """File, line and key stand before the text as far as they are known."""
    assert str(Problem("a.toml", "name", "expected x")) == "a.toml: name: expected x"
    assert str(Problem("a.toml", "", "expected x", 7)) == "a.toml:7: expected x"
    assert str(Problem("a.toml", "", "expected x")) == "a.toml: expected x"


def test_an_error_shows_a_page_of_problems_and_keeps_all() -> None:
    """Of many problems the first twenty are shown, and the number of the others."""
    problems = [Problem("a.toml", f"agents[{index}].id", "expected x") for index in range(25)]
    lines = str(SiteError(problems)).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "a.toml: and 5 more problems"
    assert len(SiteError(problems).problems) == 25
    assert str(SiteError(problems[:2])).splitlines() == [str(problem) for problem in problems[:2]]
