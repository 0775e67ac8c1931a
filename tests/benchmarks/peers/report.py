"""The records of a benchmark as Markdown tables."""

import statistics

from peers.verdicts import (
    BROKEN,
    FAILED,
    MEANING,
    OPEN,
    OPTIMAL,
    OVERSTATED,
    UNCHECKED,
    WRONG,
)

COUNTED = (OPTIMAL, OVERSTATED, BROKEN, WRONG, FAILED, OPEN)
MOST_ROWS = 60
"""Sets of more instances get no table by instance."""


def table(records: list[dict], starts: dict[str, float]) -> str:
    """Return the summary by program, the ratios, and, for small sets, a table by instance.

    Args:
        records: the records, in the order of the run.
        starts: for each program the CPU seconds of a start where each question is a process.

    """
    tools = list(dict.fromkeys(record["tool"] for record in records))
    by_tool = {tool: [r for r in records if r["tool"] == tool] for tool in tools}
    parts = [_summary(by_tool, starts), _ratios(by_tool, starts)]
    instances = list(dict.fromkeys(record["instance"] for record in records))
    if len(instances) <= MOST_ROWS:
        parts.append(_by_instance(instances, by_tool))
    used = {record["verdict"] for record in records}
    words = "".join(f"- {name}: {text}\n" for name, text in MEANING.items() if name in used)
    return "\n".join([*parts, words])


def _net(record: dict, starts: dict[str, float]) -> float:
    """Return the CPU seconds without the starts of processes."""
    return max(0.0, record["cpu"] - record["processes"] * starts.get(record["tool"], 0.0))


def _summary(by_tool: dict[str, list[dict]], starts: dict[str, float]) -> str:
    heads = [*COUNTED, "CPU s in all", "without starts", "median ms", "most s", "wall s"]
    lines = [f"| program | asked | {' | '.join(heads)} |", "|---|--:|" + "--:|" * len(heads)]
    for tool, rows in by_tool.items():
        count = {v: sum(r["verdict"] == v for r in rows) for v in MEANING}
        cpu = [r["cpu"] for r in rows]
        net = [_net(r, starts) for r in rows]
        cells = [str(count[v] + (count[UNCHECKED] if v == OPTIMAL else 0)) for v in COUNTED]
        cells += [f"{sum(cpu):.2f}", f"{sum(net):.2f}", f"{1000 * statistics.median(net):.1f}"]
        cells += [f"{max(net):.2f}", f"{sum(r['wall'] for r in rows):.1f}"]
        lines.append(f"| `{tool}` | {len(rows)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _ratios(by_tool: dict[str, list[dict]], starts: dict[str, float]) -> str:
    """Return CPU time of each program over minimesa's, on the instances that both were asked."""
    ours = [tool for tool in by_tool if tool.startswith("minimesa")]
    theirs = [tool for tool in by_tool if tool not in ours]
    if not ours or not theirs:
        return ""
    lines = [
        "| CPU time, without starts, over that of | " + " | ".join(f"`{t}`" for t in ours) + " |",
        "|---|" + "--:|" * len(ours),
    ]
    for tool in theirs:
        cells = []
        for our in ours:
            mine = {r["instance"]: r for r in by_tool[our]}
            shared = [r for r in by_tool[tool] if r["instance"] in mine]
            above = sum(_net(r, starts) for r in shared)
            below = sum(_net(mine[r["instance"]], starts) for r in shared)
            more = "> " if any(r["verdict"] == OPEN for r in shared) else ""
            cells.append(f"{more}{above / below:.1f}" if below else "")
        lines.append(f"| `{tool}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _by_instance(instances: list[str], by_tool: dict[str, list[dict]]) -> str:
    lines = [
        "| instance | optimum | " + " | ".join(f"`{tool}`" for tool in by_tool) + " |",
        "|---|--:|" + "--:|" * len(by_tool),
    ]
    found = {(r["instance"], r["tool"]): r for rows in by_tool.values() for r in rows}
    for instance in instances:
        cells = [_cell(found.get((instance, tool))) for tool in by_tool]
        rows = [found[key] for key in found if key[0] == instance]
        optimum = rows[0]["optimum"]
        lines.append(
            f"| `{instance}` | {'' if optimum is None else optimum} | " + " | ".join(cells) + " |"
        )
    return "\n".join(lines) + "\n"


def _cell(record: dict | None) -> str:
    """Return CPU seconds, with the verdict where it is not a plain success."""
    if record is None:
        return ""
    if record["verdict"] == OPEN:
        return f"> {record['limit']:.0f}"
    seconds = f"{record['cpu']:.2f}"
    if record["verdict"] in (OPTIMAL, UNCHECKED):
        return seconds
    return f"{seconds} {record['verdict']}"
