// Warn before a changed form is left, so that typing is not lost by a stray click.
"use strict";
const form = document.getElementById("client_form");
if (form) {
  let unsaved = "unsaved" in form.dataset;
  let sending = false;
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !sending) {
      event.preventDefault();
      event.returnValue = form.dataset.warn;
    }
  });
}
