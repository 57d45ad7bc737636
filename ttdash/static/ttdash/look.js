// Light or dark, dense or roomy: each person's choice, kept in this browser and applied before the page is drawn.
// And menus, which close by Esc and by a click elsewhere.
"use strict";
const LOOKS = { theme: ["auto", "light", "dark"], density: ["dense", "roomy"] };

function chosen(look) {
  let kept = null;
  try { kept = localStorage.getItem(look); } catch { /* a browser may keep nothing */ }
  return LOOKS[look].includes(kept) ? kept : LOOKS[look][0];
}

for (const look of Object.keys(LOOKS)) { document.documentElement.dataset[look] = chosen(look); }

document.addEventListener("DOMContentLoaded", () => {
  for (const choice of document.querySelectorAll("[data-look]")) {
    const look = choice.dataset.look;
    choice.hidden = false; // without script there is nothing to choose
    choice.querySelector(`[value="${chosen(look)}"]`).checked = true;
    choice.addEventListener("change", (event) => {
      document.documentElement.dataset[look] = event.target.value;
      try { localStorage.setItem(look, event.target.value); } catch { /* then it holds for this page */ }
    });
  }
});

const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) { if (!menu.contains(event.target)) { menu.open = false; } }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") { return; }
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
