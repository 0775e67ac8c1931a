"""The published records of structure in four inputs: complete, and the two answers agree."""

import json
from collections import Counter
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


def test_prices_agree_with_the_listing_of_circuits_and_with_what_was_certified():
    folder = ROOT / "results/price"

    def records(name):
        return [json.loads(line) for line in (folder / name).read_text().splitlines()]

    prices = {
        (r["problem"], r["require"]): r
        for r in records("prices.jsonl")
        if (r["basis"], r["objective"]) == ("b2", "size")
    }
    outcomes = Counter()
    for record in records("listed.jsonl"):
        for require, some in record.get("inspected", {}).items():
            verdict = prices[record["problem"], require].get("verdict", "vacuous")
            if verdict in ("upheld", "refuted") and (some or record["complete"]):
                assert some == (verdict == "refuted"), (record["problem"], require)
                outcomes[verdict] += 1
    assert outcomes.keys() == {"upheld", "refuted"}
    for record in records("certified.jsonl"):
        price = prices[record["problem"], record["require"]]
        assert record["verified"]
        assert (record["lower_bound"], record["upper_bound"]) == (
            price["lower_bound"],
            price["upper_bound"],
        )
