// A colour input has no empty state and would send black for "no colour". So the text field beside it holds the value,
// and the picker only writes into it when a person picks.
"use strict";
for (const tools of document.querySelectorAll(".colour-tools")) {
  const text = document.getElementById(tools.dataset.for);
  const picker = tools.querySelector("input");
  const write = (value) => {
    text.value = value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  picker.addEventListener("input", () => write(picker.value));
  tools.querySelector("button").addEventListener("click", () => write(""));
  const show = () => {
    if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value;
    tools.classList.toggle("none", !text.value);
  };
  text.addEventListener("input", show);
  show();
  tools.hidden = false;
}
