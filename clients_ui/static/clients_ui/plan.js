// A plan of many writes, shown page by page out of its packages: of a file (import.js) or of a selection (bulk.js). What is
// approved of it is carried out by plan_run.js.
"use strict";
const PAGE = 50; // rows
const KINDS = { create: "ok", look_alike: "warn", invalid: "error", conflict: "error", blocked: "error" };
const IN_THE_WAY = ["invalid", "conflict", "blocked"];
const part = (id) => document.getElementById(id);
const cells = new Map(); // "row:column" → what was typed into it
let plan = null;

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const drawn = (id) => part(id).content.firstElementChild.cloneNode(true);
const number = (counted) => counted.toLocaleString(document.documentElement.lang);

function token(fresh) {
  const tokens = document.getElementsByName("csrfmiddlewaretoken");
  if (fresh) { tokens.forEach((each) => { each.value = fresh; }); }
  return tokens[0].value;
}

class Plan {
  constructor(packages, words) {
    [this.packages, this.words, this.only, this.page] = [packages, words, "", 0];
    [this.choices, this.done] = [new Map(), new Map()]; // done: row → what came of it
    this.of = packages.map((text, at) => opened(text).map(({ row, outcome }) => ({ row, outcome, at }))); // by package
    this.rows = this.of.flat();
    this.outdated = null; // what is to be done first, where it no longer holds
  }

  takeOver(chosen) { // what was chosen for look-alikes before the file was checked once more
    for (const row of this.rows.filter((each) => each.outcome === "look_alike" && chosen.has(each.row))) {
      const read = this.read(row), choice = chosen.get(row.row);
      if (choice === "create" ? read.create : read.updates?.some((one) => String(one.id) === choice)) { this.choices.set(row.row, choice); }
    }
  }

  read(row) { return opened(this.packages[row.at]).find((each) => each.row === row.row); }

  failed() { return this.rows.filter((row) => FAILED.includes(this.done.get(row.row)?.outcome)); }

  shown() { // all, those of a kind, or after a run those that failed
    if (this.only === "failed") { return this.failed(); }
    return this.only ? this.rows.filter((row) => row.outcome === this.only) : this.rows;
  }

  approved(at) { // of one package: [row, id], and the name that it goes by
    return opened(this.packages[at]).map((read) => {
      const choice = { create: "create", update: read.updates?.[0].id, delete: read.updates?.[0].id, look_alike: this.choices.get(read.row) }[read.outcome];
      return choice && !this.done.has(read.row) && [read.row, choice === "create" ? null : Number(choice), read.name];
    }).filter(Boolean);
  }

  ready(row) { return !this.done.has(row.row) && (["create", "update", "delete"].includes(row.outcome) || this.choices.has(row.row)); }

  toDo() { return this.rows.filter((row) => this.ready(row)).length; }

  count() {
    const apply = part("apply"), estimate = part("estimate"), rows = this.toDo();
    if (rows) { apply.removeAttribute("aria-disabled"); } else { apply.setAttribute("aria-disabled", "true"); }
    apply.textContent = rows === 1 ? apply.dataset.one : filled(apply.dataset.many, { number: number(rows) });
    estimate.textContent = rows ? filled(estimate.dataset.words, { time: clock(rows / pace()) }) : estimate.dataset.nothing;
  }

  show() {
    const rows = this.shown(), last = Math.max(0, Math.ceil(rows.length / PAGE) - 1);
    this.page = Math.min(Math.max(this.page, 0), last);
    const page = rows.slice(this.page * PAGE, (this.page + 1) * PAGE);
    document.querySelector("#plan tbody").replaceChildren(...page.map((row) => this.draw(row)));
    const from = this.page * PAGE + (page.length ? 1 : 0), to = this.page * PAGE + page.length;
    part("shown").textContent = filled(part("shown").dataset.words, { from: number(from), to: number(to), all: number(rows.length) });
    document.querySelector("[data-turn='-1']").hidden = this.page === 0;
    document.querySelector("[data-turn='1']").hidden = this.page === last;
  }

  draw(row) {
    const read = this.read(row), line = drawn("row"), done = this.done.get(row.row);
    const [at, what, client, more] = line.children;
    [at.textContent, client.textContent] = [row.row, read.name];
    what.firstElementChild.textContent = done ? this.words.done[done.outcome] : this.words.outcomes[row.outcome];
    const kind = done ? (FAILED.includes(done.outcome) ? "error" : "ok") : KINDS[row.outcome] || "";
    what.firstElementChild.className = `tag ${kind}`;
    more.append(...this.changes(read), ...this.told("warning", read.warnings), ...this.problems(row, read));
    if (done) { more.append(...this.told("problem", done.problems)); }
    if (row.outcome === "look_alike" && !done) { more.append(this.choice(read)); }
    return line;
  }

  value(value) {
    if (typeof value === "boolean") { return value ? this.words.yes : this.words.no; }
    return value === null || value === undefined ? "" : String(value);
  }

  changes(read) {
    const update = (read.updates || [])[0];
    const values = Object.entries(update ? update.values : read.create || {}).filter(([name, value]) => update ? value !== update.shown[name] : !(name === "name" || value === "" || (name === "enabled" && value)));
    if (!values.length) { return []; }
    const list = drawn("changes");
    list.append(...values.map(([name, value]) => {
      const line = drawn("changed"), old = update ? this.value(update.shown[name]) : "";
      const [label, before, after] = line.children;
      [label.textContent, before.textContent, after.textContent] = [this.words.fields[name], old, this.value(value) || "–"];
      if (!old) { before.nextSibling.remove(); before.remove(); }
      return line;
    }));
    return [list];
  }

  told(kind, sentences) {
    return Object.entries(sentences || {}).map(([name, sentence]) => {
      const said = drawn(kind);
      said.textContent = (name ? `${this.words.fields[name] || name}: ` : "") + sentence;
      return said;
    });
  }

  problems(row, read) {
    return Object.entries(read.problems || {}).flatMap(([name, sentence]) => {
      const typed = (read.cells || {})[name];
      if (typed === undefined || !["invalid", "blocked"].includes(row.outcome)) { return this.told("problem", { [name]: sentence }); }
      const line = drawn("cell"), [label, input, said] = line.children;
      label.textContent = filled(part("cell").dataset.label, { field: this.words.fields[name], row: row.row });
      [input.id, said.id, said.textContent] = [`cell-${row.row}-${name}`, `said-${row.row}-${name}`, sentence];
      label.htmlFor = input.id;
      input.setAttribute("aria-describedby", said.id);
      input.dataset.cell = `${row.row}:${this.words.columns[name]}`;
      input.value = cells.has(input.dataset.cell) ? cells.get(input.dataset.cell) : typed;
      return [line];
    });
  }

  choice(read) {
    const choice = drawn("choice"), words = part("choice-update").content.textContent;
    choice.dataset.row = read.row;
    choice.setAttribute("aria-label", filled(part("choice").dataset.label, { row: read.row }));
    if (!read.create) { choice.options[1].remove(); }
    for (const update of read.updates || []) {
      choice.add(new Option(filled(words, { id: update.id }), update.id));
    }
    choice.value = this.choices.get(read.row) || "";
    return choice;
  }
}

function opened(text) { // the rows of a package: base64 of JSON, and a signature, which is the server's business
  const [signed] = text.split(":");
  return JSON.parse(atob(signed.replaceAll("-", "+").replaceAll("_", "/"))).rows;
}

// What a person does

document.addEventListener("submit", (event) => {
  if (event.target.id === "plan-form") {
    event.preventDefault();
    const rows = plan.rows, clean = part("only-clean");
    if (clean && clean.checked && rows.some((row) => IN_THE_WAY.includes(row.outcome))) {
      clean.setCustomValidity(clean.dataset.refused);
      clean.reportValidity();
      return;
    }
    if (plan.outdated) { plan.outdated(); return; }
    if (plan.toDo()) { run(); }
  }
}, true); // before busy.js, which waits for the next page
document.addEventListener("change", ({ target }) => {
  if (target.id === "only-clean") { target.setCustomValidity(""); }
  if (target.closest("#plan select")) {
    if (target.value) { plan.choices.set(Number(target.dataset.row), target.value); } else { plan.choices.delete(Number(target.dataset.row)); }
    plan.count();
  }
});
document.addEventListener("click", (event) => {
  const counter = event.target.closest("#counters a"), turn = event.target.closest("[data-turn]");
  if (counter) {
    event.preventDefault();
    for (const each of counter.parentElement.children) { each.removeAttribute("aria-current"); }
    counter.setAttribute("aria-current", "true");
    [plan.only, plan.page] = [counter.dataset.outcome, 0];
    plan.show();
  }
  if (turn) {
    plan.page += Number(turn.dataset.turn);
    plan.show();
    document.querySelector("#plan .results").scrollIntoView({ block: "nearest" });
  }
});
