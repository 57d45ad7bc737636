// Warn before a changed form is left, so that typing is not lost by a stray click. A form that holds typing says so
// itself (`data-unsaved`), from the start or from the first letter on.
"use strict";
{
  let sending = false;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#client_form");
    if (form) { form.dataset.unsaved = ""; }
  });
  function tell(now) {
    const told = document.getElementById("told");
    sending = now;
    if (told) { told.textContent = now ? told.dataset.saving : ""; }
  }
  document.addEventListener("submit", (event) => { if (event.target.id === "client_form" && !event.defaultPrevented) { tell(true); } });
  window.addEventListener("pageshow", () => tell(false));
  window.addEventListener("beforeunload", (event) => {
    const form = document.querySelector("#client_form[data-unsaved]");
    if (form && !sending) {
      event.preventDefault();
      event.returnValue = form.dataset.warn;
    }
  });
}
