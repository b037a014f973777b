"""Results as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.bench import Bench
from tests.bench.machine import MOST_LOST
from tests.bench.results import OURS, Result, Run, find, ratio


def figure(value: float) -> str:
    """A figure with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def measures_of(results: Sequence[Result]) -> list[str]:
    """All measures of some results, in their order."""
    return list(dict.fromkeys(measure for result in results for measure in result.rounds))


def rows(bench: Bench, results: Sequence[Result]) -> tuple[list[str], list[list[str]]]:
    """The heads and the rows of a bench's table; beside a peer's figure stands how many times as much ours is."""
    heads = ["case", "who"]
    measures = measures_of(results)
    has_peers = any(result.variant != OURS for result in results)
    for measure in measures:
        heads += [measure, "ours / its"] if has_peers and measure in bench.compared else [measure]
    lines, before = [], ""
    for result in results:
        line = [result.case if result.case != before else "", result.variant]
        before = result.case
        ours = find(results, result.case)
        for measure in measures:
            has_one = measure in result.rounds
            line.append(figure(result.median(measure)) if has_one else "")
            if has_peers and measure in bench.compared:
                is_peer = has_one and ours is not None and result.variant != OURS and measure in ours.rounds
                line.append(figure(ratio(ours, result, measure)) if is_peer and ours is not None else "")
        lines.append(line)
    return heads, lines


def goals(bench: Bench, results: Sequence[Result]) -> list[tuple[str, str, bool | None]]:
    """Each goal of a bench, what came out, and whether that is enough; ``None``: it was not measured."""
    judged: list[tuple[str, str, bool | None]] = []
    for goal in bench.goals:
        verdict = goal.judge(list(results))
        if verdict is None:
            judged.append((str(goal), "not measured", None))
        else:
            value, is_met = verdict
            judged.append((str(goal), figure(value), is_met))
    return judged


def quietness(run: Run) -> str:
    """Whether the machine was left alone, in a sentence."""
    shares = ", ".join(
        f"{quiet.server:.0%} and {quiet.load:.0%} {when}"
        for quiet, when in ((run.before, "before"), (run.after, "after"))
    )
    verdict = "The machine was quiet" if run.is_quiet else "The machine was BUSY, and figures may be wrong"
    return f"{verdict}: other programs took {shares} from the two processors (at most {MOST_LOST:.0%} is quiet)."


def show(console: Console, run: Run, benches: Sequence[Bench]) -> None:
    """Write all tables of a run."""
    for bench in benches:
        results = run.of(bench.name)
        if not results:
            continue
        table = Table(title=f"{bench.name}: {bench.title}", title_justify="left")
        heads, lines = rows(bench, results)
        for number, head in enumerate(heads):
            table.add_column(head, justify="left" if number < 2 else "right")
        for line in lines:
            table.add_row(*line)
        console.print(table)
        for goal, value, is_met in () if run.is_trial else goals(bench, results):
            mark = {True: "[green]met[/]", False: "[red]missed[/]", None: "[dim]-[/]"}[is_met]
            console.print(f"  {goal}: {value} {mark}", highlight=False)
        console.print()
    for note in run.notes:
        console.print(f"Note: {note}", markup=False, highlight=False)
    machine = run.machine
    console.print(
        f"{machine.processor}, {machine.processors} processors, {machine.system}, {machine.python};"
        f" medians of {run.rounds} rounds, ratios are medians of the ratios within each round.",
        markup=False,
        highlight=False,
    )
    console.print(quietness(run), markup=False, highlight=False)
    if run.is_trial:
        console.print("A trial of the benches: sizes are tiny, and no figure says anything.")
