"""Minimesa side by side with other programs for exact synthesis: CPU time, verdicts, ratios.

Usage, from the root of a checkout::

    python tests/benchmarks/peers --set four-inputs-b2 [--sample N] [--tools NAME,NAME]
        [--only TEXT] [--limit SECONDS] [--out results/benchmarks] [--name NAME] [--resume]
        [--cirbo PYTHON] [--percy DRIVER] [--percy-topologies FOLDER]

Each instance is put to every program in turn, one at a time, before the next instance. The time of
an answer is user and system time of the whole process tree, so that racing on several cores is
charged; the limit is on the same. Programs that are not there are named and left out. With
``--out`` a record a line is appended to ``SET.jsonl`` as answers come; at the end ``SET.md`` gets
tables, and ``SET.json`` an entry for the run (what was asked, machine, load, versions). The exit
status is 1 where minimesa is wrong.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.circumstances import circumstances
from peers.instances import SETS, Instance
from peers.report import table
from peers.tools import NAMES, Reply, Tool, Tools
from peers.verdicts import BROKEN, WRONG, settle, verdict


def record(name: str, instance: Instance, tool: Tool, reply: Reply, limit: float) -> dict:
    """Return the record of an answer."""
    answer = reply.answer
    optimum = instance.optimum
    return {
        "set": name,
        "instance": instance.name,
        "basis": instance.basis,
        "inputs": len(instance.relation.inputs),
        "outputs": len(instance.relation.outputs),
        "optimum": optimum,
        "tool": tool.name,
        "verdict": verdict(reply, optimum),
        "gates": None if answer is None else answer.gates,
        "counted": None if answer is None else answer.counted,
        "cpu": round(reply.cpu, 4),
        "wall": round(reply.wall, 4),
        "processes": reply.processes,
        "limit": limit,
    }


def spread(makers: list[Callable], sample: int | None) -> list[Callable]:
    """Return so many makers of instances, evenly spread over the set, or all."""
    if sample is None or sample >= len(makers):
        return makers
    return [makers[i * len(makers) // sample] for i in range(sample)]


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", required=True, choices=SETS)
    parser.add_argument("--sample", type=int, metavar="N", help="N instances of the set")
    parser.add_argument(
        "--only", action="append", metavar="TEXT", help="instances named with TEXT; may be repeated"
    )
    parser.add_argument("--tools", default=",".join(NAMES), metavar="NAME,NAME")
    parser.add_argument("--limit", type=float, help="CPU seconds for each answer")
    parser.add_argument("--cirbo", metavar="PYTHON", help="a Python that has cirbo")
    parser.add_argument(
        "--percy",
        metavar="DRIVER",
        help="a program that wraps percy (results/benchmarks/README.md)",
    )
    parser.add_argument("--percy-topologies", metavar="FOLDER", help="the folder of pd1.bin, ...")
    parser.add_argument("--out", type=Path, metavar="FOLDER")
    parser.add_argument("--name", help="what to call the files; the name of the set by default")
    parser.add_argument("--resume", action="store_true", help="keep what SET.jsonl already has")
    given = parser.parse_args()
    given.tools = given.tools.split(",")
    if unknown := set(given.tools) - set(NAMES):
        parser.error(f"unknown tools {', '.join(sorted(unknown))}; choose {', '.join(NAMES)}")
    return given


def ask_all(
    name: str, instances: list[Instance], tools: list[Tool], limit: float, known: list[dict]
) -> Iterator[dict]:
    """Put every instance to every program in turn; yield the records that are not known yet."""
    done = {(r["instance"], r["tool"]) for r in known}
    for instance in instances:
        for tool in tools:
            if (instance.name, tool.name) in done or not tool.accepts(instance):
                continue
            found = record(name, instance, tool, tool.solve(instance, limit), limit)
            print(
                f"{instance.name:30} {tool.name:20} {found['verdict']:10} "
                f"gates {found['gates']} in {found['cpu']:.3f} s",
                file=sys.stderr,
                flush=True,
            )
            yield found


def main() -> int:
    """Ask everyone, and write what came out."""
    given = read_arguments()
    make, usual = SETS[given.set]
    limit = given.limit or usual
    wanted = given.only or [""]
    makers = [each for name, each in make().items() if any(text in name for text in wanted)]
    instances = [each() for each in spread(makers, given.sample)]
    file = None if given.out is None else given.out / f"{given.name or given.set}.jsonl"
    records, runs = [], []
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if given.resume and file.exists():
            records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            if (earlier := file.with_suffix(".json")).exists():
                runs = json.loads(earlier.read_text("utf-8"))
        else:
            file.write_text("", encoding="utf-8")
    about = {
        "set": given.set,
        "sample": given.sample,
        "only": given.only,
        "tools": given.tools,
        "limit_cpu_seconds": limit,
        "circumstances": circumstances(given.cirbo),
    }
    with Tools(given.tools, given.cirbo, given.percy, given.percy_topologies) as tools:
        for name, reason in tools.absent.items():
            print(f"{name} is left out: {reason}", file=sys.stderr)
        for found in ask_all(given.set, instances, tools.present, limit, list(records)):
            records.append(found)
            if file is not None:
                with file.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(found) + "\n")
        each = {
            tool.name: round(tool.start(), 4) for tool in tools.present if tool.start is not None
        }
        about["left_out"] = tools.absent
        about["cpu_seconds_of_each_start"] = each
        about["cpu_seconds_of_starts_outside_the_figures"] = {
            tool.name: tool.starts for tool in tools.present if tool.start is None
        }
        about["load_after"] = os.getloadavg()
    settle(records)
    text = table(records, each)
    print(text)
    if file is not None:
        file.write_text("".join(f"{json.dumps(r)}\n" for r in records), encoding="utf-8")
        file.with_suffix(".md").write_text(text, encoding="utf-8")
        text = json.dumps([*runs, about], indent=1) + "\n"
        file.with_suffix(".json").write_text(text, encoding="utf-8")
    ours = [r for r in records if r["tool"].startswith("minimesa")]
    return 1 if any(r["verdict"] in (BROKEN, WRONG) for r in ours) else 0


if __name__ == "__main__":
    sys.exit(main())
