// A page that does a part of something long asks for the next part by itself. Without script its button does.
"use strict";
const SEEN = 0.3; // seconds for which the page and its Stop stand at least before they wait for the next part
for (const form of document.querySelectorAll("form[data-go-on]")) {
  setTimeout(() => form.requestSubmit(), Math.max(Number(form.dataset.goOn), SEEN) * 1000);
}
