"""What an answer is worth: held against the optimum, whoever knew it."""

from peers.tools import Reply

OPTIMAL, OVERSTATED, BROKEN, WRONG = "optimal", "overstated", "broken", "wrong"
OPEN, FAILED, UNCHECKED = "open", "failed", "unchecked"
MEANING = {
    OPTIMAL: "a right circuit of least size, and counted so",
    OVERSTATED: "a circuit of least size, whose size the program itself gives as larger",
    BROKEN: "the least size is right, but the circuit that is given computes something else",
    WRONG: "a size that is called least and is not",
    OPEN: "the limit was reached",
    FAILED: "the program ended without an answer",
    UNCHECKED: "a right circuit, where nobody knows the optimum",
}


def verdict(reply: Reply, optimum: int | None) -> str:
    """Return the verdict on a reply."""
    if reply.answer is None:
        return OPEN if reply.limited else FAILED
    if optimum is None:
        return UNCHECKED if reply.answer.right else BROKEN
    if reply.answer.gates != optimum:
        return WRONG
    if not reply.answer.right:
        return BROKEN
    return OPTIMAL if reply.answer.counted == optimum else OVERSTATED


def settle(records: list[dict]) -> None:
    """Where nobody knew an optimum, let a smaller circuit show that a larger one was wrong."""
    least: dict[str, int] = {}
    for record in records:
        if record["verdict"] == UNCHECKED:
            name = record["instance"]
            least[name] = min(record["gates"], least.get(name, record["gates"]))
    for record in records:
        if record["verdict"] == UNCHECKED and record["gates"] > least[record["instance"]]:
            record["verdict"] = WRONG
