// The quick look: a client beside the list. It is the client's own page without its frame, and its form is sent to the
// client's own address; whatever goes wrong, what was typed stays. What else the client's page does by script is told
// that it stands here (the event "client"). While another client is asked for, or the form is being sent, nothing can be
// typed into it: it would be lost.
"use strict";
{
  const FOLLOWING = 60; // milliseconds that a row keeps the focus before the panel follows
  const TOO_NARROW = matchMedia("(width <= 48rem)"); // then the page itself is opened
  const panel = document.getElementById("quick"), body = panel.querySelector(".body");
  const said = panel.querySelector("[role=status]"), whole = panel.querySelector("a.whole");
  let shown = "", held = "", timer, asked, looks = 0, sending = false; // the client that is asked for, and the one that stands here
  let looking = Promise.resolve(); // until the client that is asked for stands here, or does not come

  const form = () => body.querySelector("#client_form");
  const rowOf = (path) => rows().find((link) => link.pathname === path);

  function showAnew() { // whatever comes of it, what was said of the save stays
    const failed = () => tellFailure(announcement.dataset.older);
    find(wanted, { failed, refused: failed });
  }

  function mayLeave() {
    if (sending) { return false; } // what became of it has to be told
    const typed = shown === held && panel.querySelector("[data-unsaved]"); // else it was asked before
    return !typed || confirm(panel.dataset.ask);
  }

  function leaveFor(link) {
    body.replaceChildren();
    location.assign(link.href);
  }

  function stand(path) { // which client stands here
    [shown, held] = [path, path];
    body.inert = false;
  }

  function mark() {
    for (const link of rows()) { link.closest("tr").classList.toggle("selected", !panel.hidden && link.pathname === shown); }
    document.querySelector(".addlink")?.classList.toggle("default", panel.hidden || !body.querySelector(".default")); // one is filled at a time
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

  function look(link, pause = 0) {
    clearTimeout(timer);
    if (asked) { asked.abort(); }
    shown = link.pathname;
    body.inert = shown !== held;
    looking = fetched(link, pause);
    return looking;
  }

  async function fetched(link, pause) {
    const mine = ++looks;
    if (TOO_NARROW.matches) { leaveFor(link); return; }
    if (pause) { await new Promise((resolve) => { setTimeout(resolve, pause); }); }
    if (mine !== looks) { return; } // another one was asked for, or none any more
    const got = await ask(link.href, panel.dataset.notFetched);
    if (mine !== looks) { return; }
    if (got && got.answer.redirected) { leaveFor(link); return; } // to something that has to be done first
    if (!got || got.answer.status === 401) {
      stand(held);
      panel.hidden = false;
      if (got) { tell(...got.page.querySelectorAll(".messagelist")); }
      return;
    }
    stand(link.pathname);
    whole.href = link.href;
    whole.hidden = false;
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
    looks += 1;
    const row = rowOf(shown);
    panel.hidden = true;
    stand("");
    body.replaceChildren();
    mark();
    if (row) { row.focus(); }
  }

  async function send(button) {
    if (sending || shown !== held) { return; }
    const sent = new FormData(form(), button), at = document.activeElement;
    sending = true;
    if (panel.contains(at)) { panel.focus(); }
    form().inert = true;
    const got = await ask(form().action, panel.dataset.unclear, { method: "POST", body: new URLSearchParams(sent) }, button);
    sending = false;
    form().inert = false;
    if (document.activeElement === panel) { at.focus(); }
    if (!got) { return; }
    const fresh = got.page.querySelector("[name=csrfmiddlewaretoken]");
    if (fresh) { document.getElementsByName("csrfmiddlewaretoken").forEach((each) => { each.value = fresh.value; }); }
    if (!got.page.getElementById("client_form")) { // it was not sent on: what was typed stays where it is
      const sentences = got.page.querySelectorAll(".messagelist, .errornote");
      const unknown = got.answer.status < 500 ? panel.dataset.failed : panel.dataset.unclear;
      tell(...(sentences.length ? sentences : [unknown]), ...got.page.querySelectorAll(".code"));
      return;
    }
    fill(got.page);
    stands();
    if (got.answer.ok && !("unsaved" in form().dataset)) { showAnew(); }
  }

  function stands() { // after a save, whose answer says of which client it is: one that was created is another one
    const { href, pathname } = new URL(form().action);
    stand(pathname);
    whole.href = href;
    whole.hidden = pathname.endsWith("/add/");
    mark();
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
    if (panel.hidden || !link || event.target !== link || link.pathname === shown) { return; }
    if (mayLeave()) { look(link, FOLLOWING); } else if (rowOf(shown)) { rowOf(shown).focus(); }
  });
  document.addEventListener("rows", mark);

  ACTIONS.look = () => {
    const link = rowAtHand();
    if (!link) { return false; }
    if (!panel.hidden && link.pathname === shown) { close(); } else if (mayLeave()) { look(link); }
    return true;
  };
  ACTIONS.edit = () => { // into the client that has the focus, once it is there
    const link = rowAtHand();
    if (panel.hidden && !link) { return false; }
    const isAnother = link && link.pathname !== shown;
    if (isAnother && !mayLeave()) { return true; }
    const mine = isAnother ? look(link) : looking;
    entering = mine;
    mine.then(() => {
      if (entering === mine) { entering = null; }
      if (!link || rowAtHand()?.pathname === held) { focusOn(editable(form())); }
    });
    return true;
  };
  ACTIONS.back = () => {
    const inside = document.activeElement.closest("#quick"), row = rowOf(shown);
    if (panel.hidden) { return false; }
    if (inside && row) { row.focus(); } else { close(); }
    return true;
  };
}
