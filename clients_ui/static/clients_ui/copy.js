// Buttons that copy what fields hold, as it stands there: "id_a/id_b id_c" is two lines, the second of two fields.
"use strict";
{
  function held(id) {
    const field = document.getElementById(id);
    if (!field) { return ""; }
    const text = field.matches("select") ? field.selectedOptions[0].text : field.value ?? field.textContent;
    return text.trim() === "–" ? "" : text.trim(); // which stands for nothing
  }

  const line = (ids) => ids.split(" ").map(held).filter(Boolean).join(" ");

  function show() {
    for (const button of navigator.clipboard ? document.querySelectorAll("[data-copies]") : []) { button.hidden = false; }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) { return; }
    const told = document.getElementById("told");
    told.textContent = ""; // so that the same word is read once more
    const lines = button.dataset.copies.split("/").map(line).filter(Boolean);
    const done = await navigator.clipboard.writeText(lines.join("\n")).then(() => true, () => false);
    told.textContent = done ? told.dataset.copied : told.dataset.notCopied;
  });
  document.addEventListener("client", show);
  show();
}
