// The keyboard. Which keys there are stands in one place, the dialog that "?" opens (templates/_keys.html); here stands
// what they do. A script of one page adds what can be done there. What answers false has nothing to do at the moment:
// then the key means what it means to the browser.
"use strict";
const ROWS_OF_A_PAGE_KEY = 10;
const EDITABLE = "input:not([type=hidden], [type=color]), select, textarea";
let entering = null; // somebody is led into a form that is not there yet: letters are meant for it

const ACTIONS = {
  search: () => focusOn(document.getElementById("searchbar")) || focusOn(document.getElementById("go-box")),
  find: () => focusOn(document.getElementById("go-box")),
  walk: (event) => walk(event.key),
  next: () => follow(".change-form .neighbours [rel=next]") || walk("ArrowDown"),
  previous: () => follow(".change-form .neighbours [rel=prev]") || walk("ArrowUp"),
  edit: () => focusOn(atHash() || editable(document.querySelector(".change-form #client_form"))),
  add: () => follow("#keys a[data-add]"),
  save: () => {
    const form = document.getElementById("client_form");
    if (!form) { return false; }
    form.requestSubmit(form.querySelector("[name=_save]"));
    return true;
  },
  back: () => follow(".change-form .closelink"), // leave.js asks where something was typed
  help: () => {
    document.getElementById("keys").showPopover();
    return true;
  },
};

function focusOn(element) {
  if (!element) { return false; }
  element.focus();
  if (element.select) { element.select(); }
  return true;
}

function follow(link) {
  const found = document.querySelector(link);
  if (found) { found.click(); }
  return Boolean(found);
}

function rows() { return [...document.querySelectorAll("#result_list tbody .name > a")]; }

function rowAtHand() {
  const row = document.activeElement.closest("#result_list tbody tr");
  return row && row.querySelector(".name > a");
}

function walk(key) {
  const links = rows(), at = links.indexOf(rowAtHand()), box = document.getElementById("searchbar");
  const isElsewhere = at < 0 && !document.activeElement.matches("body, main, .results, #searchbar");
  if (!links.length || isElsewhere || (document.activeElement === box && key !== "ArrowDown")) { return false; }
  if (key === "ArrowUp" && at <= 0) { return at === 0 && focusOn(box); }
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: ROWS_OF_A_PAGE_KEY, PageUp: -ROWS_OF_A_PAGE_KEY };
  const to = { Home: 0, End: links.length - 1 }[key] ?? Math.max(at, key === "ArrowDown" ? -1 : 0) + steps[key];
  links[Math.min(Math.max(to, 0), links.length - 1)].focus();
  return true;
}

function atHash() { // the field of the finding whose list the client was opened from
  const field = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  return field && field.matches(EDITABLE) ? field : null;
}

function editable(form) {
  return form && [...form.querySelectorAll(EDITABLE)].find((field) => field.offsetParent && !field.disabled && !field.closest(".field-color"));
}

function amiss(form) { return form.querySelector(".versions input, [aria-invalid=true]"); }

// Which action a key is for: never where it would be text, nor where a menu or a dialog has its own use for it.
function actionOf(event) {
  const { key, altKey, shiftKey, target } = event;
  const control = event.ctrlKey || event.metaKey;
  if (event.isComposing || altKey || (shiftKey && (control || key.length > 1))) { return null; }
  if (!control && (entering ? key.length === 1 : document.querySelector("form[inert]"))) { return null; } // one that is being sent
  if (key === "Escape" && target.matches("input[type=search]")) { return null; } // which it empties, or whose matches it closes
  if (!control && key !== "Escape" && target.closest("details.menu")) { return null; }
  if (document.querySelector("details.menu[open], :popover-open")) { return null; }
  const isText = target.closest("input, select, textarea, [contenteditable]") && (key === " " || !target.matches(".action-select"));
  if (isText && !control && key !== "Escape" && !(key === "ArrowDown" && target.id === "searchbar")) { return null; }
  const name = (control ? "Control+" : "") + (key === " " ? "Space" : control ? key.toLowerCase() : key);
  const line = [...document.querySelectorAll("#keys [data-keys]")].find((each) => each.dataset.keys.split(" ").includes(name));
  return line ? ACTIONS[line.dataset.does] : null;
}

document.addEventListener("keydown", (event) => { // before others, so that a menu is still open that Esc is about to close
  const action = actionOf(event);
  if (action && action(event)) { event.preventDefault(); }
}, true);

// Where the work is: the first error or clash, the field of a finding, the row that one came from.
{
  const form = document.getElementById("client_form");
  const field = form && (amiss(form) || atHash());
  const from = document.referrer && new URL(document.referrer).pathname;
  const row = field ? null : rows().find((link) => link.pathname === from);
  if (field || row) { (field || row).focus(); }
}
