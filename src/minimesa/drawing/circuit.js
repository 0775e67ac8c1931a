"use strict";
const ZERO = -1;

/** Values of all wires on a row, given bits of the inputs and wires that are forced. */
function simulate(circuit, bits, forced) {
  const values = [...bits];
  circuit.gates.forEach((gate, j) => {
    const wire = circuit.inputs.length + j;
    if (forced.has(wire)) return values.push(forced.get(wire));
    let row = 0;
    gate.fanin.forEach((w, place) => { row |= read(values, w) << place; });
    values.push(Number(gate.operator[row]));
  });
  return values;
}

function read(values, wire) {
  return wire >= 0 ? values[wire] : wire === ZERO ? 0 : 1;
}

function outputs(circuit, values) {
  return circuit.outputs.map(o => read(values, o.wire) ^ Number(o.inverted));
}

function bitsOf(row, count) {
  return Array.from({ length: count }, (_, i) => (row >> i) & 1);
}

function cares(circuit, row) {
  return circuit.care === "" || circuit.care[row] === "1";
}

/** For each output on how many rows of the care set forcing changes it, and how many rows there are. */
function changes(circuit, forced) {
  const changed = circuit.outputs.map(() => 0);
  let rows = 0;
  for (let row = 0; row < 1 << circuit.inputs.length; row++) {
    if (!cares(circuit, row)) continue;
    rows++;
    const bits = bitsOf(row, circuit.inputs.length);
    const before = outputs(circuit, simulate(circuit, bits, new Map()));
    const after = outputs(circuit, simulate(circuit, bits, forced));
    after.forEach((value, i) => { changed[i] += value !== before[i]; });
  }
  return { changed, rows };
}
