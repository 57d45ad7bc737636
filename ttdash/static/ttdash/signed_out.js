// After signing out, Back shows nothing that the browser has kept of this page: it asks for the page anew.
"use strict";
const out = document.getElementById("logout-form");
if (out) {
  out.addEventListener("submit", () => {
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        document.documentElement.hidden = true;
        window.location.reload();
      }
    });
  });
}
