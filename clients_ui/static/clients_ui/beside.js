// Beside a client: its projects, which its page does not ask TimeTrack for, are fetched once the page stands.
"use strict";
const place = document.querySelector("[data-from]");

async function projects() {
  const answer = await fetch(place.dataset.from, { headers: { "X-Fragment": "1" } });
  // A document made this way runs no script and loads nothing.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return answer.ok ? page.getElementById("projects") : null;
}

async function look() {
  const told = place.querySelector("[data-failed]");
  place.setAttribute("aria-busy", "true");
  const found = await projects().catch(() => null);
  if (found) { place.replaceChildren(...document.adoptNode(found).children); } else { told.textContent = told.dataset.failed; }
  place.removeAttribute("aria-busy");
}

if (place) { look(); }
