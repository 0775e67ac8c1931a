"use strict";
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

class Panel {
  constructor(section, circuit) {
    this.section = section;
    this.circuit = circuit;
    this.svg = section.querySelector("svg");
    this.bits = circuit.inputs.map(() => 0);
    this.forced = new Map();
    this.changed = null;
    this.chosen = null;
    this.pointed = null;
    this.finding = circuit.findings.length ? 0 : null;
    this.nodes = [...this.svg.querySelectorAll(".gate, .terminal")];
    this.here = this.nodes[0];
    this.listen();
    this.showFinding();
    this.show();
  }

  one(selector) { return this.section.querySelector(selector); }

  isInput(wire) { return wire < this.circuit.inputs.length; }

  /** The wire of a node or net; that of an output is the one it shows. */
  wireOf(node) {
    if (node.dataset.wire !== undefined) return Number(node.dataset.wire);
    return this.circuit.outputs[Number(node.dataset.output)].wire;
  }

  listen() {
    this.section.addEventListener("click", event => {
      const button = event.target.closest("button[data-do]");
      if (button) this.perform(button.dataset.do);
    });
    for (const node of this.svg.querySelectorAll("[data-wire], [data-output]")) {
      node.addEventListener("pointerenter", event => {
        if (event.pointerType !== "touch") this.point(this.wireOf(node));
      });
      node.addEventListener("pointerleave", () => this.point(null));
      node.addEventListener("click", () => this.press(node));
    }
    for (const node of this.nodes) {
      node.setAttribute("tabindex", "-1");
      const input = node.dataset.wire !== undefined && this.isInput(Number(node.dataset.wire));
      node.setAttribute("role", input ? "switch" : "button");
      node.addEventListener("focus", () => {
        this.moveTo(node);
        // After a tap nothing stays dimmed.
        if (node.matches(":focus-visible")) this.point(this.wireOf(node));
      });
      node.addEventListener("blur", () => this.point(null));
      node.addEventListener("keydown", event => this.key(event, node));
    }
    this.here.setAttribute("tabindex", "0");
  }

  press(node) {
    const wire = this.wireOf(node);
    if (node.matches(".terminal") && node.dataset.wire !== undefined) this.set(wire, 1 - this.bits[wire]);
    this.choose(wire);
  }

  key(event, node) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wire = this.wireOf(node);
    const input = node.dataset.wire !== undefined && this.isInput(wire);
    const known = {
      ArrowLeft: () => this.step(node, -1), ArrowRight: () => this.step(node, 1),
      ArrowUp: () => this.along(node, -1), ArrowDown: () => this.along(node, 1),
      Home: () => this.nodes[0].focus(), End: () => this.nodes.at(-1).focus(),
      Enter: () => this.turn(wire, input), " ": () => this.turn(wire, input),
      0: () => this.put(wire, 0), 1: () => this.put(wire, 1), f: () => this.put(wire, null),
    };
    if (!known[event.key]) return;
    event.preventDefault();
    known[event.key]();
  }

  /** Change an input, or force a gate to 0, to 1, and free it. */
  turn(wire, input) {
    if (input) this.set(wire, 1 - this.bits[wire]);
    else if (wire >= 0) {
      const next = { undefined: 0, 0: 1, 1: null };
      this.put(wire, next[this.forced.get(wire)]);
    }
    this.choose(wire);
  }

  /** Set an input or force a gate; null frees it. */
  put(wire, value) {
    if (wire < 0) return;
    if (this.isInput(wire)) {
      if (value !== null) this.set(wire, value);
    } else {
      if (value === null) this.forced.delete(wire);
      else this.forced.set(wire, value);
      this.weigh();
    }
    this.choose(wire);
  }

  set(wire, value) {
    for (const panel of panels) panel.take(this.circuit.inputs[wire], value);
    const name = this.circuit.inputs[wire];
    this.say(`${name} is ${value}. ${this.summary()}`);
  }

  take(name, value) {
    this.circuit.inputs.forEach((other, i) => { if (other === name) this.bits[i] = value; });
    this.show();
  }

  weigh() {
    this.changed = this.forced.size ? changes(this.circuit, this.forced) : null;
    this.show();
    const what = [...this.forced].map(([w, v]) => `${this.circuit.wires[w].name} = ${v}`).join(", ");
    this.say(`${what ? `Forced: ${what}` : "Nothing is forced"}. ${this.summary()}`);
  }

  summary() {
    const values = outputs(this.circuit, simulate(this.circuit, this.bits, this.forced));
    return this.circuit.outputs.map((o, i) => `${o.name} = ${values[i]}`).join(", ");
  }

  say(text) { this.one(".said").textContent = text; }

  perform(what) {
    const rows = 1 << this.circuit.inputs.length;
    const row = this.bits.reduce((sum, bit, i) => sum | (bit << i), 0);
    const count = this.circuit.findings.length;
    const known = {
      "previous-row": () => this.go((row + rows - 1) % rows),
      "next-row": () => this.go((row + 1) % rows),
      "free-all": () => { this.forced.clear(); this.weigh(); },
      "free": () => this.put(this.chosen, null),
      "force-0": () => this.put(this.chosen, 0),
      "force-1": () => this.put(this.chosen, 1),
      "previous-finding": () => this.look((this.finding + count) % (count + 1)),
      "next-finding": () => this.look((this.finding + 1) % (count + 1)),
      "forget": () => this.choose(null),
    };
    if (known[what]) known[what]();
  }

  go(row) {
    bitsOf(row, this.circuit.inputs.length).forEach((bit, i) => {
      for (const panel of panels) panel.take(this.circuit.inputs[i], bit);
    });
    this.say(`Row ${row}. ${this.summary()}`);
  }

  /** Show a finding; the number after the last shows none. */
  look(number) {
    if (!this.circuit.findings.length) return;
    this.finding = number;
    this.showFinding();
    this.show();
  }

  choose(wire) {
    this.chosen = wire === null || wire < 0 ? null : wire;
    this.show();
  }

  point(wire) {
    this.pointed = wire === null || wire < 0 ? null : wire;
    this.showWire();
  }

  moveTo(node) {
    this.here.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
    this.here = node;
  }

  /** Move to the nearest node in another column. */
  step(node, by) {
    const column = Number(node.dataset.column) + by;
    const middle = this.height(node);
    const there = this.nodes.filter(other => Number(other.dataset.column) === column);
    there.sort((a, b) => Math.abs(this.height(a) - middle) - Math.abs(this.height(b) - middle));
    if (there.length) there[0].focus();
  }

  /** Move up or down in a column. */
  along(node, by) {
    const column = this.nodes.filter(other => other.dataset.column === node.dataset.column);
    column.sort((a, b) => this.height(a) - this.height(b));
    const next = column[column.indexOf(node) + by];
    if (next) next.focus();
  }

  height(node) {
    const box = node.querySelector(".body").getBoundingClientRect();
    return box.top + box.height / 2;
  }

  show() {
    const { circuit } = this;
    const values = simulate(circuit, this.bits, this.forced);
    const results = outputs(circuit, values);
    for (const part of this.svg.querySelectorAll("[data-wire]")) {
      const wire = Number(part.dataset.wire);
      part.classList.toggle("on", values[wire] === 1);
      part.classList.toggle("forced", this.forced.has(wire));
      part.classList.toggle("chosen", wire === this.chosen);
    }
    for (const node of this.nodes) this.showNode(node, values, results);
    const row = this.bits.reduce((sum, bit, i) => sum | (bit << i), 0);
    const last = (1 << circuit.inputs.length) - 1;
    this.judge(row, results);
    this.one(".row").textContent =
      `row ${row} (of 0 to ${last})${cares(circuit, row) ? "" : ", outside the care set"}`;
    this.showOutputs(results);
    this.showWire();
    this.one("[data-do='free-all']").disabled = !this.forced.size;
  }

  /** Say whether the problem accepts the outputs, where it is known. */
  judge(row, results) {
    const { allowed } = this.circuit;
    const verdict = this.one(".verdict");
    verdict.hidden = !allowed.length;
    if (verdict.hidden) return;
    const word = results.reduce((sum, bit, i) => sum | (bit << i), 0);
    const right = (BigInt(allowed[row]) >> BigInt(word)) & 1n;
    const text = right ? "The problem accepts them." : "The problem does not accept them.";
    verdict.textContent = cares(this.circuit, row) ? text : "The row is outside the care set.";
    verdict.classList.toggle("wrong", !right);
  }

  showNode(node, values, results) {
    const value = node.querySelector(".value");
    if (node.dataset.output !== undefined) {
      const place = Number(node.dataset.output);
      node.classList.toggle("on", results[place] === 1);
      value.textContent = results[place];
      node.setAttribute("aria-label", `output ${this.circuit.outputs[place].name}, value ${results[place]}`);
      return;
    }
    const wire = Number(node.dataset.wire);
    const said = this.circuit.wires[wire];
    const held = this.forced.has(wire);
    value.textContent = (held ? "=" : "") + values[wire];
    if (this.isInput(wire)) {
      node.setAttribute("aria-checked", String(values[wire] === 1));
      node.setAttribute("aria-label", `input ${said.name}, value ${values[wire]}`);
    } else {
      const part = this.badge(wire) ? `, ${this.badge(wire)}` : "";
      node.setAttribute("aria-label",
        `gate ${said.name} = ${said.definition}, ${held ? "forced to" : "value"} ${values[wire]}${part}`);
    }
  }

  badge(wire) {
    return this.circuit.findings[this.finding]?.badges[wire] ?? "";
  }

  showOutputs(results) {
    const { circuit } = this;
    const free = outputs(circuit, simulate(circuit, this.bits, new Map()));
    const body = this.one(".outputs tbody");
    body.replaceChildren(...circuit.outputs.map((output, i) => {
      const line = element("tr");
      const value = element("td", String(results[i]), results[i] === free[i] ? "" : "changed");
      const count = this.changed ? `${this.changed.changed[i]} of ${this.changed.rows}` : "";
      const effect = element("td", count, this.changed?.changed[i] ? "changed" : "");
      const head = element("th", output.name);
      head.scope = "row";
      line.append(head, value, element("td", String(free[i])), effect);
      return line;
    }));
  }

  showWire() {
    const wire = this.pointed ?? this.chosen;
    const said = wire === null ? null : this.circuit.wires[wire];
    this.svg.classList.toggle("pointing", this.pointed !== null);
    if (said) {
      const cone = this.isInput(wire) ? this.readers(wire) : this.cone(wire);
      for (const part of this.svg.querySelectorAll("[data-wire], [data-output]")) {
        const shown = part.dataset.wire !== undefined || this.isInput(wire) || this.wireOf(part) === wire;
        part.classList.toggle("cone", shown && cone.has(this.wireOf(part)));
      }
    }
    const pairs = said ? [
      ["name", said.name], ["computes", said.definition, true], ["function", said.formula, true],
      ["table", said.table, true], ["depends on", said.support.join(" ") || "nothing"],
      ["level", said.level], ["gates in its cone", said.cone.length || ""],
    ] : [];
    this.one(".none").hidden = Boolean(said);
    this.one(".details").replaceChildren(...pairs.filter(([, text]) => text !== "").flatMap(
      ([head, text, code]) => [element("dt", head), element("dd", String(text), code ? "code" : "")]));
    const gate = this.chosen !== null && !this.isInput(this.chosen);
    const held = this.forced.get(this.chosen);
    for (const [what, value] of [["free", undefined], ["force-0", 0], ["force-1", 1]]) {
      const button = this.one(`[data-do='${what}']`);
      button.disabled = !gate;
      button.setAttribute("aria-pressed", String(gate && held === value));
    }
  }

  /** A gate with its fan-in cone and the inputs that this reads. */
  cone(wire) {
    const { circuit } = this;
    const found = new Set(circuit.wires[wire].cone);
    for (const gate of circuit.wires[wire].cone) {
      for (const read of circuit.gates[gate - circuit.inputs.length].fanin) found.add(read);
    }
    return found;
  }

  /** A wire with all that is computed from it. */
  readers(wire) {
    const found = new Set([wire]);
    this.circuit.gates.forEach((gate, j) => {
      if (gate.fanin.some(read => found.has(read))) found.add(this.circuit.inputs.length + j);
    });
    return found;
  }

  showFinding() {
    const { findings } = this.circuit;
    const found = findings[this.finding];
    for (const part of this.svg.querySelectorAll("[data-wire]")) {
      part.classList.remove("evaluator", "score", "selection");
      const role = found?.roles[part.dataset.wire];
      if (role) part.classList.add(role);
      const badge = part.querySelector(".badge");
      if (badge) badge.textContent = found?.badges[part.dataset.wire] ?? "";
    }
    const which = found ? `${this.finding + 1} of ${findings.length}` : `none of ${findings.length} shown`;
    this.one(".which").textContent = findings.length ? which : "none";
    for (const button of this.section.querySelectorAll("[data-do$='-finding']")) {
      button.disabled = !findings.length;
    }
    const box = this.one(".finding");
    box.replaceChildren();
    if (!found) return;
    box.append(element("strong", found.title), element("p", found.text), this.legend(found));
  }

  legend(found) {
    const list = element("ul");
    for (const [role, badge, meaning] of found.legend) {
      const item = element("li");
      const sample = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      sample.setAttribute("class", "circuit");
      for (const [name, value] of [["width", 52], ["height", 16], ["aria-hidden", "true"]]) {
        sample.setAttribute(name, value);
      }
      const group = document.createElementNS(sample.namespaceURI, "g");
      group.setAttribute("class", role);
      for (const [name, values] of [["path", { class: "wire", d: "M0 8h24" }],
        ["rect", { class: "body", x: 26, y: 2, width: 24, height: 12 }]]) {
        const shape = document.createElementNS(sample.namespaceURI, name);
        for (const [key, value] of Object.entries(values)) shape.setAttribute(key, value);
        group.append(shape);
      }
      sample.append(group);
      item.append(sample, element("strong", badge), element("span", meaning));
      list.append(item);
    }
    return list;
  }
}

const model = JSON.parse(document.getElementById("model").textContent);
const panels = [];
document.querySelectorAll(".panel").forEach((section, i) => {
  panels.push(new Panel(section, model.panels[i]));
});

const SHORTCUTS = { n: "next-finding", p: "previous-finding", r: "next-row", Escape: "forget" };
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !SHORTCUTS[event.key]) return;
  const section = document.activeElement?.closest(".panel");
  const what = SHORTCUTS[event.key];
  // A row is stepped once: inputs of one name go together.
  const all = what === "next-row" ? panels.slice(0, 1) : panels;
  const meant = section ? [panels[Number(section.dataset.panel)]] : all;
  meant.forEach(panel => panel.perform(what));
});
