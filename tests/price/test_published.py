"""The published records of structure in four inputs: complete, and the two answers agree."""

import json
from pathlib import Path

from minimesa.truth_tables import npn_representatives, to_hex
from oracles import four_inputs

ROOT = Path(__file__).resolve().parents[2]


def test_formula_and_listing_agree_on_every_class():
    lines = (ROOT / "results/price/four-inputs.jsonl").read_text().splitlines()
    records = {record["class"]: record for record in map(json.loads, lines)}
    assert len(lines) == len(records)
    assert set(records) == {to_hex(table, 4) for table in npn_representatives(4)}
    sizes = {to_hex(table, 4): row["size"] for table, row in four_inputs.golden().items()}
    counts = json.loads((ROOT / "tests/oracles/minimal_circuits.json").read_text())
    for name, record in records.items():
        assert record["size"] == sizes[name]
        assert record["circuits"] == counts[name]["circuits"]
        assert record["formula"] == record["inspected"]
        for m in (1, 2):  # mediated is selecting, and larger evaluators are evaluators
            assert record["formula"][f"selecting m={m}"] >= record["formula"][f"mediated m={m}"]
        for kind in ("selecting", "mediated"):
            assert record["formula"][f"{kind} m=1"] >= record["formula"][f"{kind} m=2"]
    fires = [sum(r["formula"][key] for r in records.values()) for key in record["formula"]]
    assert min(fires) > 0
    assert max(fires) < len(records)
