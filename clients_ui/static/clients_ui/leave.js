// Warn before a changed form is left, so that typing is not lost by a stray click.
"use strict";
const form = document.getElementById("client_form");
if (form) {
  let unsaved = "unsaved" in form.dataset;
  let sending = false;
  form.addEventListener("input", () => { unsaved = true; });
  const told = document.getElementById("told");
  const tell = (now) => { sending = now; told.textContent = now ? told.dataset.saving : ""; };
  form.addEventListener("submit", () => tell(true));
  window.addEventListener("pageshow", () => tell(false));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !sending) {
      event.preventDefault();
      event.returnValue = form.dataset.warn;
    }
  });
}
