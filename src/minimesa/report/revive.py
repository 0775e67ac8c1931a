"""Findings read back from the JSON that a store keeps of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minimesa.analysis.declared import DeclaredWitness
from minimesa.analysis.finding import Finding
from minimesa.analysis.replicated import ReplicatedWitness
from minimesa.analysis.selecting import SelectingWitness
from minimesa.circuit import ONE, ZERO
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minimesa.analysis.finding import Witness
    from minimesa.circuit import Circuit


def finding_from_json(data: Any, circuit: Circuit) -> Finding:  # noqa: ANN401 - any JSON
    """Return the finding that ``to_json`` made this of, in the circuit.

    Raises:
        InputError: a key is missing, of another type, or names a wire that does not exist.

    """
    try:
        return _finding(data, circuit)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(f"a finding is malformed: {type(error).__name__}: {error}") from error


def _finding(data: Mapping[str, Any], circuit: Circuit) -> Finding:
    n = len(circuit.inputs)
    wires = {circuit.wire_name(w): w for w in (ZERO, ONE, *range(n + circuit.size))}
    bits = int(data["score_bits"])
    scores = [wires[name] for name in data["wires"]]
    places = {output.name: i for i, output in enumerate(circuit.outputs)}
    gates = data["evaluator_gates"]
    return Finding(
        definition=str(data["definition"]),
        variant=str(data["variant"]),
        candidates=int(data["candidates"]),
        evaluator_gates=None if gates is None else int(gates),
        score_bits=bits,
        nesting=int(data["nesting"]),
        wires=tuple(tuple(scores[i : i + bits]) for i in range(0, len(scores), bits)),
        outputs=tuple(places[name] for name in data["outputs"]),
        labels=tuple(str(label) for label in data["labels"]),
        polarity=sum(1 << circuit.inputs.index(name) for name in data["polarity"]),
        default=bool(data["default"]),
        reachable=bool(data["reachable"]),
        gates=tuple(wires[name] for name in data["gates"]),
        share=float(data["share"]),
        every_output=bool(data["every_output"]),
        witness=_witness(data["witness"], wires, circuit),
        verified=bool(data["verified"]),
    )


def _witness(data: Mapping[str, Any], wires: Mapping[str, int], circuit: Circuit) -> Witness:
    if "actions" in data:
        return DeclaredWitness(
            actions=tuple(int(action) for action in data["actions"]),
            omitted=None if data["omitted"] is None else int(data["omitted"]),
            wires=tuple(tuple(wires[name] for name in bundle) for bundle in data["wires"]),
            sides=tuple(
                (tuple(map(int, left)), tuple(map(int, right)))
                for left, right in data.get("sides", ())
            ),
        )
    replicated = ReplicatedWitness(
        evaluator=tuple(int(table, 16) for table in data["evaluator"]),
        renamings=tuple(
            tuple(circuit.inputs.index(name) for name in names) for names in data["renamings"]
        ),
        inverted=tuple(tuple(map(bool, bits)) for bits in data["inverted"]),
        isomorphisms=tuple(
            tuple((wires[a], wires[b]) for a, b in pairs.items())
            for pairs in data.get("isomorphisms", ())
        ),
    )
    if "choice" not in data:
        return replicated
    return SelectingWitness(
        replicated,
        {"max": True, "min": False}[data["best"]],
        tuple((tuple(map(int, c["scores"])), int(c["candidate"])) for c in data["choice"]),
    )
