// Search as you type: the list's own address is asked for without its frame, and its rows and counts are put in place.
"use strict";
const PAUSE = 25; // milliseconds without a key before the list is asked for
const PARTS = ["tools", "stale", "whole", "searched", "show-all", "found", "selected", "filters", "views"]; // of the page, that depend on the search
const PAINTED = 50; // milliseconds after which what was put in place is painted
const FIRST = 20; // rows that are put in place at once; those out of sight follow when these are painted
const search = document.getElementById("changelist-search");
const announcement = document.getElementById("announcement");
let waiting, asked, wanted = location.href; // `wanted` is the address of the list that is shown, or asked for

function address() {
  const typed = new URLSearchParams(new FormData(search));
  if (!typed.get("q").trim()) { typed.delete("q"); }
  const query = typed.toString();
  return search.action.split("?")[0] + (query ? "?" + query : "");
}

function giveUp() { // an older answer must not replace a newer one, nor hold it up while it is put in place
  if (asked) { asked.abort(); }
}

async function find(url, { failed = tellFailure, refused = () => location.assign(url) } = {}) {
  giveUp();
  wanted = url;
  asked = new AbortController();
  const over = begun();
  let answer, text;
  try {
    answer = await fetch(url, { signal: asked.signal, headers: { "X-Fragment": "1" } });
    text = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") { failed(); }
    return;
  } finally {
    over();
  }
  // A document made this way runs no script and loads nothing.
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!answer.ok || !page.getElementById("found")) { refused(); return; }
  show(page, url);
}

function tellFailure(sentence = announcement.dataset.failed) { // to those who see, too: what is below is older
  announcement.textContent = sentence;
  announcement.className = "errornote";
}

function show(page, url) {
  announcement.className = "visually-hidden";
  document.dispatchEvent(new CustomEvent("fresh", { detail: page })); // before it is put in place
  const row = rowAtHand(), at = rows().indexOf(row);
  const body = page.querySelector("#result_list tbody"), later = document.createDocumentFragment();
  if (body && !row) { later.append(...[...body.rows].slice(FIRST)); }
  for (const id of PARTS) {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (old && fresh) { exchange(old, document.adoptNode(fresh)); }
  }
  document.getElementById("changelist").className = page.getElementById("changelist").className;
  history.replaceState(null, "", url);
  document.title = page.title;
  announcement.before(...page.querySelectorAll(".messagelist")); // told once: the next page would not have them any more
  document.dispatchEvent(new Event("rows"));
  if (row) { // who went into the rows already stays there
    const same = rows().find((link) => link.pathname === row.pathname);
    (same || rows()[Math.min(at, rows().length - 1)] || document.getElementById("searchbar")).focus();
  }
  setTimeout(() => {
    if (later.hasChildNodes()) {
      body.append(later);
      document.dispatchEvent(new Event("rows"));
    }
    announce();
  }, PAINTED);
}

// Who works in a part goes on in the new one: the open menu, what was chosen and typed in it, and the focus stay.
function exchange(old, fresh) {
  const menu = old.querySelector("details[open]"), open = menu && standsFor(menu, old, fresh);
  const isAtHand = old.contains(document.activeElement) && !rowAtHand(); // a row is looked for by its client
  const focused = isAtHand && standsFor(document.activeElement, old, fresh);
  for (const input of menu ? menu.querySelectorAll("input:not([type=hidden])") : []) {
    const same = standsFor(input, old, fresh);
    if (same && same.name === input.name) { [same.checked, same.value] = [input.checked, input.value]; }
  }
  old.replaceWith(fresh);
  if (open) { open.open = true; }
  if (focused) { focused.focus(); }
  if (isAtHand && document.activeElement === document.body) { document.getElementById("searchbar").focus(); }
}

// The same choice of a menu, whose values may stand in another order now; anything else by its place.
function standsFor(element, old, fresh) {
  if (element.type === "checkbox") {
    const isSame = (each) => each.name === element.name && each.value === element.value;
    const same = [...fresh.querySelectorAll("input")].find(isSame);
    return same || standsFor(element.closest("details").firstElementChild, old, fresh);
  }
  const path = [];
  for (let each = element; each !== old; each = each.parentElement) { path.unshift([...each.parentElement.children].indexOf(each)); }
  return path.reduce((each, at) => each && each.children[at], fresh);
}

function announce() {
  const told = document.querySelector("#count, #found .nothing p");
  const counted = () => document.querySelector("#result_list caption").textContent + ": " + rows().length;
  announcement.textContent = ""; // so that the same words are read once more
  setTimeout(() => { announcement.textContent = told ? told.textContent : counted(); }, 50);
}

// While something is composed too: a telephone's keyboard composes every word, a dead key the last letter of "Café".
document.getElementById("searchbar").addEventListener("input", () => {
  clearTimeout(waiting);
  giveUp();
  waiting = setTimeout(() => find(address()), PAUSE);
});
search.addEventListener("submit", () => {
  clearTimeout(waiting);
  giveUp();
});
