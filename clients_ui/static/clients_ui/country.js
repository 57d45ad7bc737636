// In the choice of countries, typing finds by name in each language and by code; the browser itself knows one name alone.
"use strict";
{
  const PAUSE_OF_TYPING = 1000; // milliseconds, after which another word is begun: as browsers have it
  let typed = "", last = 0, at = null;
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function found(select) {
    const options = [...select.options].filter((option) => option.value);
    const named = (option) => [option.text, ...(option.dataset.names ?? "").split("/")].some((name) => folded(name).startsWith(typed));
    return options.find((option) => folded(option.value) === typed) ?? options.find(named);
  }

  document.addEventListener("keydown", (event) => {
    const select = event.target.closest("select:has(option[data-names])");
    if (!select || event.key.length !== 1 || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (select !== at || event.timeStamp - last > PAUSE_OF_TYPING) { typed = ""; }
    if (!typed && event.key === " ") { return; } // which opens it
    typed += folded(event.key);
    [at, last] = [select, event.timeStamp];
    const option = found(select);
    if (!option) { return; }
    event.preventDefault();
    if (option.selected) { return; }
    option.selected = true;
    for (const kind of ["input", "change"]) { select.dispatchEvent(new Event(kind, { bubbles: true })); }
  });
}
