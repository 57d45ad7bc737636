// The import page. It keeps the chosen file and sends it again with every correction, as the server keeps nothing. The
// plan that comes back is shown by plan.js, and carried out by plan_run.js.
"use strict";
const COLUMNS = "import-columns", MOST_HEADS = 20; // in this browser: which columns were chosen for which heads
let file = null, remembered = true, checks = 0;

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
  plan = null;
  form.elements.file.required = false;
  if (part("packages")) {
    plan = new Plan(JSON.parse(part("packages").textContent), JSON.parse(part("plan-words").textContent));
    part("packages").remove();
    plan.takeOver(chosen);
  }
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
}, true); // before busy.js, which waits for the next page
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.id === "id_file" && target.files[0]) { take(target.files[0]); }
  if (target.dataset.cell) {
    cells.set(target.dataset.cell, target.value);
    plan.outdated = check; // it knows nothing of this yet
  }
  if (target.matches("#id_sheet, #id_separator, #id_encoding")) { forget(); }
});
