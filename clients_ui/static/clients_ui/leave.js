// Warn before a changed form is left, so that typing is not lost by a stray click. A form that holds typing says so
// itself (`data-unsaved`), from the start or from the first letter on. While it is being sent nothing can be typed into
// it, as the next page would not have it.
"use strict";
{
  let sending = false, at = null; // and what had the focus before
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#client_form");
    if (form) { form.dataset.unsaved = ""; }
  });
  function tell(now) {
    const told = document.getElementById("told");
    const form = document.querySelector(".change-form #client_form");
    sending = now;
    if (now) { at = document.activeElement; }
    if (form) { form.inert = now; }
    if (at && !now && document.activeElement === document.body) { at.focus(); }
    if (told) { told.textContent = now ? told.dataset.saving : ""; }
  }
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "client_form" || event.defaultPrevented) { return; }
    tell(true);
    setTimeout(() => tell(false), WORKING_AT_MOST); // then no answer comes any more
  });
  window.addEventListener("pageshow", () => tell(false));
  window.addEventListener("beforeunload", (event) => {
    const form = document.querySelector("#client_form[data-unsaved]");
    if (form && !sending) {
      event.preventDefault();
      event.returnValue = form.dataset.warn;
    }
  });
}
