// The page that changes many clients: what its choices ask for is shown alone; the plan is shown and carried out in place.
"use strict";
{
  const form = document.getElementById("bulk-form");
  const chosen = () => new FormData(form);

  function fit() {
    const action = chosen().get("action"), where = chosen().get("where");
    for (const [id, shown] of [["bulk-field", action !== "delete"], ["bulk-value", action === "set"], ["bulk-where", action === "set"], ["id_old", where === "holding"]]) {
      if (document.getElementById(id)) { document.getElementById(id).hidden = !shown; }
    }
  }

  if (form) {
    form.addEventListener("change", fit);
    fit();
  }
  const planned = document.getElementById("plan-form");
  if (planned) {
    const sealed = planned.elements.packages;
    plan = new Plan(sealed ? sealed.value.split(" ") : JSON.parse(part("packages").textContent), JSON.parse(part("plan-words").textContent));
    part("plan-pages").hidden = false;
    plan.show();
    plan.count();
  }
}
