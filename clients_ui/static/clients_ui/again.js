// A page that says "this page tries again by itself" does so. Without script the link beside it does.
"use strict";
for (const said of document.querySelectorAll("[data-again-after]")) {
  setTimeout(() => window.location.reload(), Number(said.dataset.againAfter) * 1000);
}
