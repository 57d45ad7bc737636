// A plan as it is carried out: package after package, one at a time, until nothing is left or somebody stops it. Sending a
// package again does nothing twice, so whatever goes wrong on the way is simply waited for.
"use strict";
const PACE = "import-pace"; // in this browser: rows a second, the last time
const FAILED = ["clash", "gone", "not_saved", "unclear"];
const BEGUN = "begun"; // in this tab, by the address of the run
const SLOWEST = 30; // seconds between two tries without a connection
let stopping = false, resume = null;

const heldInTab = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
const holdInTab = (name, text) => { try { sessionStorage.setItem(name, text); } catch { /* it is known to this page alone */ } };
const wasBegun = (run) => heldInTab(run) === BEGUN;

function pace() {
  const measured = Number(heldInTab(PACE));
  return measured > 0 ? measured : 1 / Number(part("estimate").dataset.seconds);
}

function clock(seconds) { // 4:05, 1:02:30
  const whole = Math.max(1, Math.round(seconds)), two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function tell(words, values = {}) {
  const told = part("run-told");
  told.hidden = !words;
  told.textContent = words ? filled(words, values) : "";
}

function wait(seconds) { // or until somebody stops it
  return new Promise((over) => {
    const timer = setTimeout(over, seconds * 1000);
    resume = () => { clearTimeout(timer); over(); };
  });
}

const until = () => new Promise((over) => { resume = over; }); // somebody goes on

class Progress {
  constructor(rows) {
    this.all = plan.done.size + rows; // of the run, which may have been stopped before
    [this.done, this.here, this.counts, this.began, this.waited] = [0, 0, {}, performance.now(), 0];
    for (const row of plan.done.values()) { this.count(row); }
  }

  count(row) {
    this.done += 1;
    this.counts[row.outcome] = (this.counts[row.outcome] || 0) + 1;
  }

  took(list) {
    for (const row of list) {
      plan.done.set(row.row, row);
      this.count(row);
      this.here += 1;
    }
    this.show("running");
  }

  show(state) {
    const head = part("run-head"), bar = document.querySelector("#run .bar");
    const seconds = (performance.now() - this.began) / 1000 - this.waited, rate = this.here / Math.max(seconds, 0.001);
    const failed = FAILED.reduce((sum, outcome) => sum + (this.counts[outcome] || 0), 0);
    head.textContent = filled(head.dataset[state], { done: number(this.done - failed), all: number(this.all) });
    bar.setAttribute("aria-valuemax", this.all);
    bar.setAttribute("aria-valuenow", this.done);
    bar.firstElementChild.setAttribute("width", this.all ? (1000 * this.done) / this.all : 1000);
    if (state !== "running") { part("run-pace").textContent = ""; }
    if (this.here && state === "running") {
      part("run-pace").textContent = filled(part("run-pace").dataset.words, {
        rate: rate.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }),
        time: clock((this.all - this.done) / rate),
      });
      holdInTab(PACE, rate);
    }
    part("run-counts").replaceChildren(...Object.entries(this.counts).map(([outcome, counted]) => {
      const line = document.createElement("li");
      line.textContent = `${plan.words.done[outcome]}: ${number(counted)}`;
      return line;
    }));
  }

  async pause(seconds, words) {
    const began = performance.now();
    tell(words, { seconds: number(Math.ceil(seconds)) });
    await wait(seconds);
    this.waited += (performance.now() - began) / 1000;
    tell("");
  }
}

const address = () => part("plan-form").getAttribute("action"); // a field may be called so

async function post(at, approved, all, last) {
  const body = new URLSearchParams({ package: plan.packages[at], approved: JSON.stringify(approved.map(([row, id]) => [row, id])), csrfmiddlewaretoken: token() });
  const { confirm } = part("plan-form").elements;
  if (confirm) { body.set("confirm", confirm.value); }
  if (all) { body.set("all", all); }
  if (last) { body.set("last", ""); }
  const answer = await fetch(address(), { method: "POST", body, headers: { "X-Fragment": "1" } });
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  return { answer, said: isJson ? await answer.json() : null, page: isJson ? "" : await answer.text() };
}

function freshToken(page) {
  return new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value;
}

async function signedIn() { // waits for a sign-in in another tab
  tell(part("run-told").dataset.signedOut);
  for (;;) {
    part("run-go").hidden = false;
    await until();
    part("run-go").hidden = true;
    if (stopping) { return; }
    try {
      const answer = await fetch(address(), { headers: { "X-Fragment": "quiet" } });
      if (answer.ok) { token(freshToken(await answer.text())); tell(""); return; }
    } catch { /* once more */ }
  }
}

// One request. What is left of these rows; null where it cannot go on.
async function step(at, approved, progress, tries) {
  const told = part("run-told").dataset;
  let got;
  const all = progress.here ? 0 : progress.all, last = progress.done + approved.length === progress.all;
  try { got = await post(at, approved, all, last); } catch {
    await progress.pause(Math.min(2 ** tries.lost++, SLOWEST), told.noConnection);
    return approved;
  }
  tries.lost = 0;
  if (got.answer.ok && got.said) {
    tries.refused = 0;
    progress.took(got.said.done);
    const pause = got.said.pause || (got.said.done.length ? 0 : 1);
    if (pause) { await progress.pause(pause, got.said.why || told.waiting); }
    const left = new Set(got.said.left);
    return approved.filter(([row]) => left.has(row));
  }
  if (got.answer.status === 401) { await signedIn(); return approved; }
  const fresh = got.answer.status === 403 && freshToken(got.page);
  if (fresh && !tries.refused++) { token(fresh); return approved; }
  if ([429, 502, 503, 504].includes(got.answer.status)) { // this server's, or of a proxy before it
    await progress.pause(Number(got.answer.headers.get("Retry-After")) || 5, told.waiting);
    return approved;
  }
  tell((got.said && got.said.error) || (got.answer.status === 403 ? told.refused : told.failed));
  return null;
}

function buttons(running) {
  part("run-stop").hidden = !running;
  for (const each of ["run-go", "run-all", "run-file", "run-close"].map(part)) { if (each) { each.hidden = running; } }
}

async function run() {
  const progress = new Progress(plan.toDo()), tries = { lost: 0, refused: 0 };
  stopping = false;
  part("not-yet").hidden = true;
  holdInTab(part("run-all").href, BEGUN);
  buttons(true);
  tell("");
  progress.show("running");
  for (const step of document.querySelectorAll(".head > ol > li")) { step.removeAttribute("aria-current"); }
  document.querySelector(".head > ol > :last-child")?.setAttribute("aria-current", "step");
  if (!part("run").open) { part("run").showModal(); }
  packages: for (let at = 0; at < plan.packages.length; at += 1) {
    if (!plan.of[at].some((row) => plan.ready(row))) { continue; }
    let left = plan.approved(at);
    while (left.length) {
      if (stopping) { break packages; }
      const [row, , name] = left[0];
      part("run-now").textContent = filled(part("run-now").dataset.words, { row, name });
      left = await step(at, left, progress, tries);
      if (left === null) { break packages; }
    }
  }
  part("run-now").textContent = "";
  buttons(false);
  const over = plan.toDo() === 0;
  progress.show(over ? "over" : "stopped");
  part("run-go").hidden = over;
  for (const each of ["run-all", "run-file"].map(part)) { if (each) { each.hidden = !plan.done.size; } }
  if (over && plan.failed().length) { [plan.only, plan.page] = ["failed", 0]; }
  plan.count();
  plan.show();
  part(over ? "run-all" : "run-go").focus();
}

document.addEventListener("click", (event) => {
  if (event.target.id === "run-stop") { stopping = true; if (resume) { resume(); } }
  if (event.target.id === "run-go") { if (part("run-stop").hidden) { run(); } else if (resume) { resume(); } }
  if (event.target.id === "run-close") { part("run").close(); }
});
document.addEventListener("cancel", (event) => { // Esc stops first
  if (event.target.id === "run" && !part("run-stop").hidden) { event.preventDefault(); stopping = true; if (resume) { resume(); } }
}, true);
document.addEventListener("visibilitychange", () => { // back from the tab in which somebody signed in
  if (!document.hidden && !part("run-go")?.hidden && !part("run-stop")?.hidden && resume) { resume(); }
});
