// Beside a client: its projects, which its page does not ask TimeTrack for, are fetched once the page stands; in the
// quick look once it rests, so that who walks along the rows asks for none.
// Without the address's parameters: nothing is sent on by itself that another site may have put there (decision 24).
"use strict";
{
  const RESTING = 500; // milliseconds
  let timer;

  async function projects(path) {
    const answer = await fetch(path, { headers: { "X-Fragment": "quiet" } });
    // A document made this way runs no script and loads nothing.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok ? page.getElementById("projects") : null;
  }

  async function look() {
    const place = document.getElementById("projects"), told = place && place.querySelector("[data-failed]");
    if (!told) { return; }
    place.setAttribute("aria-busy", "true");
    const found = await projects(told.querySelector("a").pathname).catch(() => null);
    if (found) { place.replaceChildren(...document.adoptNode(found).children); } else { told.textContent = told.dataset.failed; }
    place.removeAttribute("aria-busy");
  }

  document.addEventListener("client", () => {
    clearTimeout(timer);
    timer = setTimeout(look, RESTING);
  });
  look();
}
