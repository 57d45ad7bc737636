// A click anywhere in a row opens its client. Who comes back from a client finds the list as it was left, and its row
// in view and marked.
"use strict";
{
  const PLACE = "list-place", OPENED = "client-opened";
  const kept = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
  const keep = (name, text) => { try { sessionStorage.setItem(name, text); } catch { /* then the list begins at its top */ } };
  const idOf = (link) => (link.pathname.match(/\/clients\/(\d+)\/$/) || [])[1];
  const here = () => location.pathname + location.search;
  const isBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward"; // by the browser's button
  const results = () => document.querySelector("#found .results");

  document.addEventListener("click", (event) => {
    const row = event.target.closest("#result_list tbody tr");
    if (!row || event.target.closest("a, button, input, label, summary, .action-checkbox") || !getSelection().isCollapsed) { return; }
    const { ctrlKey, metaKey, shiftKey } = event; // a new tab or window, as on the link itself
    const same = { ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true, view: window };
    row.querySelector("th a").dispatchEvent(new MouseEvent("click", same));
  });

  window.addEventListener("pagehide", () => {
    keep(PLACE, JSON.stringify([here(), results() ? results().scrollTop : 0, scrollY]));
  });

  function comeBack() {
    const saved = document.querySelector(".messagelist .success a[href]");
    const id = (saved && idOf(saved)) || kept(OPENED);
    if (!id) { return; }
    keep(OPENED, "");
    const [left, inside, outside] = JSON.parse(kept(PLACE) || "[]");
    if (left === here()) {
      if (results()) { results().scrollTop = inside; }
      scrollTo(0, outside);
    }
    for (const row of document.querySelectorAll("#result_list tbody tr")) {
      row.classList.toggle("selected", idOf(row.querySelector("th a")) === id);
    }
    const row = document.querySelector("#result_list tr.selected");
    if (!row) { return; }
    row.scrollIntoView({ block: "nearest" });
    if (isBack()) { row.querySelector("th a").focus({ preventScroll: true }); }
  }
  window.addEventListener("pageshow", comeBack);

  function showTab() { // of many views, the one that is shown
    const tab = document.querySelector(".tabs [aria-current]");
    if (tab) { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft; }
  }
  showTab();
  document.addEventListener("rows", showTab);
}
