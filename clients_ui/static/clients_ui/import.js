// The import page. It keeps the chosen file and sends it again with every correction, as the server keeps nothing; it
// shows the plan page by page; and it sends the plan's packages, one after the other (import_run.js).
"use strict";
const COLUMNS = "import-columns", MOST_HEADS = 20; // in this browser: which columns were chosen for which heads
const PAGE = 50; // rows
const KINDS = { create: "ok", look_alike: "warn", invalid: "error", conflict: "error", blocked: "error" };
const IN_THE_WAY = ["invalid", "conflict", "blocked"];
const part = (id) => document.getElementById(id);
const cells = new Map(); // "row:column" → what was typed into it
let file = null, plan = null, remembered = true, checks = 0, unsent = false; // unsent: a cell was typed into since

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const drawn = (id) => part(id).content.firstElementChild.cloneNode(true);
const number = (counted) => counted.toLocaleString(document.documentElement.lang);

// What was chosen for the same heads before

function kept() {
  try { return JSON.parse(localStorage.getItem(COLUMNS)) || {}; } catch { return {}; }
}

function columnsOf(form) {
  return [...form.querySelectorAll("[name^=column-]")].map((choice) => choice.value);
}

function keepColumns(form) {
  const { [form.elements.heads.value]: _, ...others } = kept();
  const all = [[form.elements.heads.value, columnsOf(form)], ...Object.entries(others)].slice(0, MOST_HEADS);
  try { localStorage.setItem(COLUMNS, JSON.stringify(Object.fromEntries(all))); } catch { /* then not */ }
}

function recall(form) { // whether something else was chosen for these heads the last time
  const chosen = form.elements.heads && kept()[form.elements.heads.value];
  if (!Array.isArray(chosen) || String(chosen) === String(columnsOf(form))) { return false; }
  form.querySelectorAll("[name^=column-]").forEach((choice, at) => { choice.value = chosen[at] || ""; });
  return true;
}

// The file and its corrections

function complain(sentence) {
  const said = part("import").querySelector(":scope > .errornote") || document.createElement("p");
  [said.className, said.role, said.textContent] = ["errornote", "alert", sentence];
  part("import").prepend(said);
  said.scrollIntoView({ block: "nearest" });
}

function saidBy(page) { // why there is not what was asked for
  const said = page?.querySelector(".messagelist, .errornote") || page?.querySelector("h1");
  return said?.textContent.trim() || part("import").dataset.failed;
}

function token(fresh) {
  if (fresh) { document.getElementsByName("csrfmiddlewaretoken").forEach((each) => { each.value = fresh; }); }
  return part("import-form").elements.csrfmiddlewaretoken.value;
}

function sent(button) {
  const form = new FormData(part("import-form"), button);
  form.set("file", file, file.name);
  form.set("cells", JSON.stringify([...cells].map(([at, typed]) => [...at.split(":").map(Number), typed])));
  return form;
}

async function ask(body, headers) { // the answer and, where it is a page, the page; null where there was none
  const over = begun();
  try {
    const answer = await fetch(part("import-form").action, { method: "POST", body, headers });
    const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
    const page = isPage ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    return { answer, page };
  } catch {
    return null;
  } finally {
    over();
  }
}

async function check(again = true) {
  const mine = ++checks, got = await ask(sent(), { "X-Fragment": "1" });
  if (mine !== checks) { return; } // another file, or a correction, was sent meanwhile
  if (!got || !got.page) { complain(part("import").dataset.failed); return; }
  const fresh = got.page.querySelector("[name=csrfmiddlewaretoken]");
  if (!got.page.getElementById("import")) { // not sent on: signed out, or signed in anew
    token(fresh && fresh.value);
    if (got.answer.status === 403 && fresh && again) { await check(false); return; }
    complain(saidBy(got.page));
    return;
  }
  document.title = got.page.title;
  for (const each of ["h1", "ol"]) {
    document.querySelector(`.head > ${each}`).replaceWith(document.adoptNode(got.page.querySelector(`.head > ${each}`)));
  }
  part("import").replaceWith(document.adoptNode(got.page.getElementById("import")));
  token(fresh && fresh.value);
  begin();
}

function begin() { // with what the server said of the file
  const form = part("import-form"), chosen = plan ? plan.choices : new Map();
  [plan, unsent] = [null, false];
  form.elements.file.required = false;
  if (part("packages")) { plan = new Plan(JSON.parse(part("packages").textContent), JSON.parse(part("import-words").textContent)); }
  if (part("packages")) { part("packages").remove(); plan.takeOver(chosen); }
  if (!remembered) {
    remembered = true;
    if (recall(form)) { check(); return; }
  }
  if (plan) { plan.show(); plan.count(); }
}

function forget() { // what was typed and chosen for other rows
  cells.clear();
  if (plan) { plan.choices.clear(); }
}

function take(chosen) {
  if (chosen.size > Number(part("import").dataset.longest)) { complain(part("import").dataset.tooLong); return; }
  [file, remembered] = [chosen, false];
  forget();
  for (const choice of part("import-form").querySelectorAll("#id_sheet, #id_head, #id_encoding, #id_separator, #id_hidden, [name=heads]")) { choice.disabled = true; }
  check();
}

async function save(button) { // an answer that is a file of its own
  const got = await ask(sent(button), {});
  if (!got || !got.answer.ok || got.page) { complain(saidBy(got && got.page)); return; }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await got.answer.blob());
  const [, plain, encoded] = /filename(?:="([^"]+)"|\*=utf-8''([^;]+))/i.exec(got.answer.headers.get("Content-Disposition")) || [];
  link.download = plain || (encoded ? decodeURIComponent(encoded) : file.name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The plan

class Plan {
  constructor(packages, words) {
    [this.packages, this.words, this.only, this.page] = [packages, words, "", 0];
    [this.choices, this.done] = [new Map(), new Map()]; // done: row → what came of it
    this.of = packages.map((text, at) => opened(text).map(({ row, outcome }) => ({ row, outcome, at }))); // by package
    this.rows = this.of.flat();
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
      const choice = { create: "create", update: read.updates?.[0].id, look_alike: this.choices.get(read.row) }[read.outcome];
      return choice && !this.done.has(read.row) && [read.row, choice === "create" ? null : Number(choice), read.name];
    }).filter(Boolean);
  }

  ready(row) { return !this.done.has(row.row) && (["create", "update"].includes(row.outcome) || this.choices.has(row.row)); }

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
    const values = Object.entries(update ? update.values : read.create || {}).filter(([name, value]) => update || !(name === "name" || value === "" || (name === "enabled" && value)));
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
  const button = event.submitter;
  if (event.target.id === "import-form") {
    const chosen = event.target.elements.file.files[0];
    if (chosen && chosen !== file) { file = chosen; remembered = false; }
    if (!file) { return; }
    event.preventDefault();
    if (button && "file" in button.dataset) { save(button); return; }
    if (event.target.elements.heads) { keepColumns(event.target); }
    check();
  }
  if (event.target.id === "plan-form") {
    event.preventDefault();
    const rows = plan.rows, clean = part("only-clean");
    if (clean && clean.checked && rows.some((row) => IN_THE_WAY.includes(row.outcome))) {
      clean.setCustomValidity(clean.dataset.refused);
      clean.reportValidity();
      return;
    }
    if (unsent) { check(); return; } // the plan knows nothing of it yet
    if (plan.toDo()) { run(); }
  }
}, true); // before busy.js, which waits for the next page
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.id === "id_file" && target.files[0]) { take(target.files[0]); }
  if (target.id === "only-clean") { target.setCustomValidity(""); }
  if (target.dataset.cell) { cells.set(target.dataset.cell, target.value); unsent = true; }
  if (target.matches("#id_sheet, #id_separator, #id_encoding")) { forget(); }
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
