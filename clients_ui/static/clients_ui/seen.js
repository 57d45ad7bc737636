// The clients that one opened last: their ids, in this browser alone, and forgotten at sign-out. Their names come from
// the server, for those that are still there.
"use strict";
{
  const SEEN = "clients-seen", MOST = 5;
  const store = (area, name, text) => { try { area().setItem(name, text); } catch { /* a browser may keep nothing */ } };
  const forget = () => {
    try {
      localStorage.removeItem(SEEN);
      sessionStorage.clear(); // with the search that the list was left at, see rows.js
    } catch { /* there is nothing to forget */ }
  };

  function ids() {
    try {
      const kept = JSON.parse(localStorage.getItem(SEEN));
      return Array.isArray(kept) ? kept.filter((id) => /^\d+$/.test(id)).slice(0, MOST) : [];
    } catch { return []; }
  }

  function remember(id) {
    store(() => localStorage, SEEN, JSON.stringify([id, ...ids().filter((other) => other !== id)].slice(0, MOST)));
    store(() => sessionStorage, "client-opened", id); // for the list, see rows.js
  }

  async function fill(place) {
    if (!ids().length) { return; }
    let answer, text;
    try {
      answer = await fetch(`${place.dataset.seen}?ids=${ids().join()}`);
      text = await answer.text();
    } catch { return; }
    if (!answer.ok || answer.redirected) { return; } // signed out meanwhile
    const found = new DOMParser().parseFromString(text, "text/html").querySelector("ul");
    if (!found) { return; }
    place.querySelector("[data-names]").replaceChildren(document.adoptNode(found));
    place.hidden = false;
  }

  function offer(form, place) { // under the box, for as long as nothing is typed into it
    const box = form.querySelector("[type=search]");
    const show = () => { if (box.value) { place.hidden = true; } else { fill(place); } };
    box.addEventListener("focus", show);
    box.addEventListener("input", show);
    const away = (event) => { if (!form.contains(event.relatedTarget)) { place.hidden = true; } };
    form.addEventListener("focusout", away);
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { place.hidden = true; } });
  }

  if (document.querySelector("script[data-seen=forget]")) { forget(); } // this page is for those who are not signed in
  const out = document.getElementById("logout-form");
  if (out) { // the buttons that choose a language stand in this form too, and lead elsewhere
    out.addEventListener("submit", (event) => { if (!event.submitter?.hasAttribute("formaction")) { forget(); } });
  }
  const opened = location.pathname.match(/\/clients\/(\d+)\/$/);
  if (opened && document.body.classList.contains("change-form")) { remember(opened[1]); }
  for (const place of document.querySelectorAll("[data-seen]:not(script)")) {
    const form = place.closest("form");
    if (form) { offer(form, place); } else { fill(place); }
  }
}
