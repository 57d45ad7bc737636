// The quick look: a client beside the list. It is the client's own page without its frame, and its form is sent to the
// client's own address; whatever goes wrong, what was typed stays. What else the client's page does by script is told
// that it stands here (the event "client").
"use strict";
{
  const FOLLOWING = 60; // milliseconds that a row keeps the focus before the panel follows
  const TOO_NARROW = matchMedia("(width <= 48rem)"); // then the page itself is opened
  const panel = document.getElementById("quick"), body = panel.querySelector(".body");
  const said = panel.querySelector("[role=status]"), whole = panel.querySelector("a.whole");
  let shown = "", held = "", timer, asked, sending = false; // the client that is asked for, and the one that stands here

  const form = () => body.querySelector("#client_form");
  const rowOf = (path) => rows().find((link) => link.pathname === path);

  function showAnew() { // whatever comes of it, what was said of the save stays
    const failed = () => tellFailure(announcement.dataset.older);
    find(wanted, { failed, refused: failed });
  }

  function mayLeave() {
    if (sending) { return false; } // what became of it has to be told
    const typed = panel.querySelector("[data-unsaved]");
    if (typed && !confirm(panel.dataset.ask)) { return false; }
    if (typed) { delete typed.dataset.unsaved; }
    return true;
  }

  function mark() {
    for (const link of rows()) { link.closest("tr").classList.toggle("selected", !panel.hidden && link.pathname === shown); }
  }

  function tell(...sentences) {
    said.replaceChildren(...sentences);
    if (sentences.length) { panel.scrollTop = 0; }
  }

  async function ask(url, failed, options, button) {
    if (asked) { asked.abort(); }
    asked = new AbortController();
    panel.setAttribute("aria-busy", "true");
    const over = begun(button);
    try {
      const answer = await fetch(url, { ...options, signal: asked.signal, headers: { "X-Fragment": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      panel.removeAttribute("aria-busy");
      return { answer, page };
    } catch (error) {
      if (error.name === "AbortError") { return null; }
      panel.removeAttribute("aria-busy");
      panel.hidden = false;
      tell(failed);
      return null;
    } finally {
      over();
    }
  }

  function fill(page) {
    const at = document.activeElement.closest("#quick") && document.activeElement.name;
    page.querySelector("title")?.remove();
    tell(...page.querySelectorAll(".messagelist"));
    body.replaceChildren(...document.adoptNode(page.body).childNodes);
    if (at) { (amiss(body) || (form() && form().elements[at]) || panel).focus(); }
    document.dispatchEvent(new Event("client"));
  }

  async function look(link) {
    clearTimeout(timer);
    if (TOO_NARROW.matches) { location.assign(link.href); return; }
    shown = link.pathname;
    const got = await ask(link.href, panel.dataset.notFetched);
    if (!got) {
      if (shown === link.pathname) { shown = held; } // else another one was asked for
      return;
    }
    if (got.answer.redirected) { location.assign(link.href); return; } // to something that has to be done first
    [shown, held, whole.href] = [link.pathname, link.pathname, link.href];
    panel.hidden = false;
    fill(got.page);
    mark();
    const again = body.querySelector("[data-again-after]");
    if (again) { timer = setTimeout(() => look(link), Number(again.dataset.againAfter) * 1000); }
  }

  function close() {
    if (!mayLeave()) { return; }
    if (asked) { asked.abort(); }
    clearTimeout(timer);
    const row = rowOf(shown);
    panel.hidden = true;
    held = "";
    body.replaceChildren();
    mark();
    if (row) { row.focus(); }
  }

  async function send(button) {
    if (sending) { return; }
    sending = true;
    const sent = new FormData(form(), button);
    const got = await ask(form().action, panel.dataset.failed, { method: "POST", body: new URLSearchParams(sent) }, button);
    sending = false;
    if (!got) { return; }
    const fresh = got.page.querySelector("[name=csrfmiddlewaretoken]");
    if (fresh) { document.getElementsByName("csrfmiddlewaretoken").forEach((each) => { each.value = fresh.value; }); }
    if (!got.page.getElementById("client_form")) { // it was not sent on: what was typed stays where it is
      const sentences = got.page.querySelectorAll(".messagelist, .errornote");
      tell(...(sentences.length ? sentences : [panel.dataset.failed]), ...got.page.querySelectorAll(".code"));
      return;
    }
    fill(got.page);
    if (got.answer.ok && !("unsaved" in form().dataset)) { showAnew(); }
  }

  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter);
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest(".closelink, .close")) {
      event.preventDefault();
      close();
    }
    const inside = event.target.closest("a[href^='#']"); // a finding's or an error's field; the address stays the list's
    if (inside) {
      event.preventDefault();
      const field = document.getElementById(inside.hash.slice(1));
      field.scrollIntoView({ block: "nearest" });
      focusOn(field);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#result_list .look");
    if (!button || !mayLeave()) { return; }
    const link = button.parentElement.querySelector("a");
    link.focus();
    look(link);
  });
  document.addEventListener("focusin", (event) => { // the panel follows who walks the rows
    const link = rowAtHand();
    clearTimeout(timer);
    if (panel.hidden || !link || event.target !== link || link.pathname === shown) { return; }
    if (mayLeave()) { timer = setTimeout(() => look(link), FOLLOWING); } else if (rowOf(shown)) { rowOf(shown).focus(); }
  });
  document.addEventListener("rows", mark);

  ACTIONS.look = () => {
    const link = rowAtHand();
    if (!link) { return false; }
    if (!panel.hidden && link.pathname === shown) { close(); } else if (mayLeave()) { look(link); }
    return true;
  };
  ACTIONS.edit = () => {
    const link = rowAtHand();
    if (panel.hidden && !link) { return false; }
    const into = () => { if (!link || link.pathname === shown) { focusOn(editable(form())); } };
    if (!panel.hidden && (!link || link.pathname === shown)) { into(); } else if (mayLeave()) { look(link).then(into); }
    return true;
  };
  ACTIONS.back = () => {
    const inside = document.activeElement.closest("#quick"), row = rowOf(shown);
    if (panel.hidden) { return false; }
    if (inside && row) { row.focus(); } else { close(); }
    return true;
  };
}
