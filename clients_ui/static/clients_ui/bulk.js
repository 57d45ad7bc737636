// The page that changes many clients: what its choices ask for is shown alone, in the field that fits; the plan is shown and
// carried out in place.
"use strict";
{
  const form = document.getElementById("bulk-form"), planned = document.getElementById("plan-form");
  const shown = (id, is) => { document.getElementById(id).hidden = !is; };

  const controls = new Map(); // by what they are for
  const isText = (input) => input.startsWith("line");
  let typed = ""; // as text: it is there again in each field of text, and in no other

  function control() { // a value is typed, or chosen, as its field has it
    const { input } = form.elements.field.selectedOptions[0].dataset, old = form.elements.value, from = old.dataset.input;
    if (!input || from === input) { return; }
    if (isText(from || input)) { typed = old.value; }
    const fresh = controls.get(input) || document.getElementById(`of-${input}`).content.firstElementChild.cloneNode(true);
    controls.set(input, fresh);
    fresh.dataset.input = input;
    if (!from || isText(input)) { fresh.value = from ? typed : old.value; }
    if (fresh.selectedIndex === -1) { fresh.selectedIndex = 0; } // what was typed is none of its choices
    old.replaceWith(fresh);
  }

  function fit() {
    const action = new FormData(form).get("action"), { field, where } = form.elements;
    const chosen = action !== "delete" && field.value !== "";
    shown("bulk-field", action !== "delete");
    shown("bulk-value", chosen && action === "set");
    shown("bulk-where", chosen);
    shown("bulk-old", chosen && where.value === "holding");
    control();
  }

  if (form && form.elements.field) {
    form.addEventListener("change", ({ target }) => { if (target.name !== "value") { fit(); } });
    fit();
  }
  if (planned) {
    const sealed = planned.elements.packages;
    plan = new Plan(sealed ? sealed.value.split(" ") : JSON.parse(part("packages").textContent), JSON.parse(part("plan-words").textContent));
    part("plan-pages").hidden = false;
    plan.show();
    plan.count();
    const putAway = () => {
      part("planned").hidden = true;
      form.querySelector("[type=submit]").classList.add("default");
    };
    form.addEventListener("input", putAway); // the plan is of what was asked for before
    if (wasBegun(part("run-all").href)) { putAway(); } // somebody went back to it: it says what would happen, and it did
  }
}
