// Rows of the list are selected: by their boxes, by "x" on the row at hand, by Shift and an arrow, or all of the page.
"use strict";
{
  const boxes = () => [...document.querySelectorAll(".action-select")];
  const boxOf = (link) => link && link.closest("tr").querySelector(".action-select");

  function count() {
    const all = boxes(), picked = all.filter((box) => box.checked).length, toggle = document.getElementById("action-toggle");
    const told = document.getElementById("picked");
    if (!told) { return; }
    const words = picked === 1 ? told.dataset.one : told.dataset.many;
    told.textContent = words.replace("{number}", picked.toLocaleString(document.documentElement.lang));
    if (toggle) {
      toggle.hidden = false;
      toggle.checked = picked > 0 && picked === all.length;
      toggle.indeterminate = picked > 0 && picked < all.length;
    }
  }

  ACTIONS.select = () => {
    const box = boxOf(rowAtHand());
    if (box) { box.click(); }
    return Boolean(box);
  };
  document.addEventListener("keydown", (event) => { // selects the row that is left, and the one that is reached
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], from = rowAtHand(), links = rows();
    const to = step && event.shiftKey && from && links[links.indexOf(from) + step];
    if (!to || event.ctrlKey || event.metaKey || event.altKey) { return; }
    event.preventDefault();
    for (const box of [from, to].map(boxOf)) { if (box) { box.checked = true; } }
    to.focus();
    count();
  }, true);
  document.addEventListener("change", ({ target }) => {
    if (target.id === "action-toggle") { for (const box of boxes()) { box.checked = target.checked; } }
    if (target.matches("#action-toggle, .action-select")) { count(); }
  });
  document.addEventListener("rows", count);
  window.addEventListener("pageshow", count);
}
