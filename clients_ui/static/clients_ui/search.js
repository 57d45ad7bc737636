// Search as you type, and the keyboard: "/" leads to the search, the arrows walk the rows, Enter opens one.
"use strict";
const PAUSE = 40; // milliseconds without a key before the list is asked for
const PARTS = ["tools", "stale", "whole", "searched", "show-all", "found", "filters", "views"]; // of the page, that depend on the search
const search = document.getElementById("changelist-search");
const box = document.getElementById("searchbar");
const announcement = document.getElementById("announcement");
let waiting, asked;

function address() {
  const typed = new URLSearchParams(new FormData(search));
  if (!typed.get("q").trim()) { typed.delete("q"); }
  const query = typed.toString();
  return search.action.split("?")[0] + (query ? "?" + query : "");
}

async function find() {
  const url = address();
  if (asked) { asked.abort(); } // an older answer must not replace a newer one
  asked = new AbortController();
  const over = begun();
  let answer, text;
  try {
    answer = await fetch(url, { signal: asked.signal, headers: { "X-Fragment": "1" } });
    text = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") { tellFailure(); }
    return;
  } finally {
    over();
  }
  // A document made this way runs no script and loads nothing.
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!answer.ok || !page.getElementById("found")) { location.assign(url); return; }
  show(page, url);
}

function tellFailure() { // to those who see, too: what is below answers what was typed before
  announcement.textContent = announcement.dataset.failed;
  announcement.className = "errornote";
}

function show(page, url) {
  announcement.className = "visually-hidden";
  const focused = rows().indexOf(document.activeElement);
  for (const id of PARTS) {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (old && fresh) { old.replaceWith(document.adoptNode(fresh)); }
  }
  if (focused >= 0) { (rows()[focused] || box).focus(); } // who went into the rows already stays there
  document.getElementById("changelist").className = page.getElementById("changelist").className;
  history.replaceState(null, "", url);
  document.title = page.title;
  announce();
}

function announce() {
  const told = document.querySelector("#count, #found .nothing p");
  const counted = () => document.querySelector("#result_list caption").textContent + ": " + rows().length;
  announcement.textContent = ""; // so that the same words are read once more
  setTimeout(() => { announcement.textContent = told ? told.textContent : counted(); }, 50);
}

function rows() { return [...document.querySelectorAll("#result_list tbody th a")]; }

function walk(step) {
  const row = document.activeElement.closest("tr");
  const links = rows(), at = links.findIndex((link) => row && row.contains(link));
  if (at + step < 0) { box.focus(); return; }
  const next = links[Math.min(at + step, links.length - 1)];
  if (next) { next.focus(); }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey) { return; }
  if (event.target.closest("input, textarea, select, [contenteditable]")) { return; }
  const target = box || document.getElementById("go-box");
  if (target) { event.preventDefault(); target.focus(); target.select(); }
});

if (search) {
  // While something is composed too: a telephone's keyboard composes every word, a dead key the last letter of "Café".
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, PAUSE); });
  search.addEventListener("submit", () => { clearTimeout(waiting); if (asked) { asked.abort(); } });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) { return; }
    const inRow = document.activeElement.closest("#result_list tbody");
    if (event.key === "ArrowDown" && (inRow || document.activeElement === box)) { event.preventDefault(); walk(1); }
    if (event.key === "ArrowUp" && inRow) { event.preventDefault(); walk(-1); }
  });
}
