// Rows of the list are selected: by their boxes, by "x" on the row at hand, by Shift with an arrow or a click, or all of
// the page. A search keeps those that it shows again, and lets go of all others.
"use strict";
{
  let picked = new Set(), last = null; // ids; the box that was pressed last, from which on Shift takes all
  const boxes = (page = document) => [...page.querySelectorAll(".action-select")];
  const boxOf = (link) => link.closest("tr").querySelector(".action-select");

  function count() {
    const told = document.getElementById("picked"), toggle = document.getElementById("action-toggle");
    const merge = document.getElementById("merge-two"), all = boxes().length;
    const words = picked.size === 1 ? told.dataset.one : told.dataset.many;
    told.textContent = words.replace("{number}", picked.size.toLocaleString(document.documentElement.lang));
    if (toggle) {
      toggle.hidden = false;
      toggle.checked = picked.size > 0 && picked.size === all;
      toggle.indeterminate = picked.size > 0 && picked.size < all;
    }
    if (merge) { merge.hidden = picked.size !== 2; }
  }

  function tick(some, on) {
    for (const box of some) {
      box.checked = on;
      if (on) { picked.add(box.value); } else { picked.delete(box.value); }
    }
    count();
  }

  ACTIONS.select = () => {
    const link = rowAtHand();
    if (link) { tick([boxOf(link)], !boxOf(link).checked); }
    return Boolean(link);
  };
  document.addEventListener("keydown", (event) => { // selects the row that is left, and the one that is reached
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], from = rowAtHand(), links = rows();
    const to = step && event.shiftKey && from && links[links.indexOf(from) + step];
    if (!to || event.ctrlKey || event.metaKey || event.altKey) { return; }
    event.preventDefault();
    tick([from, to].map(boxOf), true);
    to.focus();
  }, true);
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("#result_list .action-checkbox"), box = cell && cell.querySelector(".action-select");
    if (!box) { return; }
    if (event.target !== box) { box.checked = !box.checked; } // the whole cell is for it
    const all = boxes(), [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    tick(event.shiftKey && from >= 0 ? all.slice(from, to + 1) : [box], box.checked);
    last = box;
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "action-toggle") { tick(boxes(), target.checked); }
  });
  document.addEventListener("reset", ({ target }) => {
    if (target.id !== "selected") { return; }
    const inside = target.contains(document.activeElement);
    tick(boxes(), false);
    picked.clear();
    if (inside) { focusOn(rows()[0]); } // the bar is not there any more
  });
  document.addEventListener("fresh", ({ detail: page }) => {
    const again = boxes(page).filter((box) => picked.has(box.value));
    for (const box of again) { box.checked = true; }
    picked = new Set(again.map((box) => box.value));
  });
  document.addEventListener("rows", count);
  window.addEventListener("pageshow", () => { // a browser ticks them again for who comes back
    picked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    count();
  });
}
