// A page that does a part of something long asks for the next part by itself. Without script its button does.
"use strict";
for (const form of document.querySelectorAll("form[data-go-on]")) {
  setTimeout(() => form.requestSubmit(), Number(form.dataset.goOn) * 1000);
}
