// "Find a client", on every page: the first matches as one types, of which the arrows choose one. Enter opens it.
"use strict";
{
  const MATCHES = 7, TYPING = 25; // milliseconds without a key before they are asked for
  const form = document.getElementById("go"), box = document.getElementById("go-box");
  const list = document.getElementById("go-found");
  let timer, asked, found = null; // `found`: whether the matches of what stands in the box are there, which takes a moment

  async function matches(text) {
    if (asked) { asked.abort(); }
    asked = new AbortController();
    if (!text.trim()) { return []; }
    const url = `${form.action}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(url, { signal: asked.signal, headers: { "X-Fragment": "quiet" } });
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    return [...page.querySelectorAll("#result_list tbody tr")].slice(0, MATCHES);
  }

  function option(row, number) {
    const name = row.querySelector(".name > a"), city = row.querySelector(".field-addressCity");
    const [link, text, where] = ["a", "span", "small"].map((tag) => document.createElement(tag));
    link.id = `go-found-${number}`;
    link.setAttribute("role", "option");
    link.href = name.getAttribute("href");
    link.tabIndex = -1;
    text.append(...name.childNodes);
    where.textContent = city ? city.textContent : "";
    link.append(text, where);
    return link;
  }

  function choose(number) {
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === number)));
    box.setAttribute("aria-activedescendant", list.children.length ? `go-found-${number}` : "");
  }

  function chosen() { return [...list.children].findIndex((each) => each.getAttribute("aria-selected") === "true"); }

  function open(isOpen) {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
  }

  async function ask() {
    clearTimeout(timer);
    try {
      list.replaceChildren(...(await matches(box.value)).map(option));
    } catch (error) {
      if (error.name === "AbortError") { return false; } // something newer was asked for
      list.replaceChildren();
    }
    open(list.children.length > 0);
    choose(0);
    return true;
  }

  if (form) {
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-controls", "go-found");
    box.setAttribute("aria-autocomplete", "list");
    open(false);
    box.addEventListener("input", () => {
      clearTimeout(timer);
      found = new Promise((resolve) => { timer = setTimeout(() => resolve(ask()), TYPING); });
    });
    box.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], number = list.children.length;
      if (step && number) {
        event.preventDefault();
        choose((chosen() + step + number) % number);
      }
      if (event.key === "Escape") { open(false); }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (found && !(await found)) { return; } // typed on meanwhile: that is not what Enter was pressed for
      const link = list.querySelector("[aria-selected=true]");
      if (link) { location.assign(link.href); } else { form.submit(); }
    });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) { open(false); } });
  }
}
