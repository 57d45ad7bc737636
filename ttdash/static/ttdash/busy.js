// What takes longer than 0.3 seconds shows that it is at work, and no form that writes is sent twice by a second press.
"use strict";
const WORKING_AFTER = 300, WORKING_AT_MOST = 30_000; // milliseconds; no answer takes longer than the second

const working = new Set(); // what is waited for, and takes long

// Something begins that is waited for. What is returned says that it is over.
function begun(button) {
  const told = document.getElementById("working");
  const timer = setTimeout(() => {
    if (!working.size) { told.textContent = told.dataset.text; }
    working.add(timer);
    if (button) { button.setAttribute("aria-disabled", "true"); }
  }, WORKING_AFTER);
  return () => {
    clearTimeout(timer);
    working.delete(timer);
    if (!working.size) { told.textContent = ""; }
    if (button) { button.removeAttribute("aria-disabled"); }
  };
}

{
  const leaving = new Map(); // the form or the link that leads away → what ends that
  const stay = (element) => {
    if (leaving.has(element)) { leaving.get(element)(); }
    leaving.delete(element);
  };
  const leave = (element, button) => {
    stay(element);
    leaving.set(element, begun(button));
    setTimeout(() => stay(element), WORKING_AT_MOST);
  };
  const stayHere = () => [...leaving.keys()].forEach(stay);
  window.addEventListener("pageshow", stayHere); // back again, by the browser's button
  window.addEventListener("beforeunload", (event) => { // a page that asked first may have been told to stay
    setTimeout(() => { if (event.defaultPrevented) { stayHere(); } });
  });

  document.addEventListener("submit", (event) => {
    if (leaving.has(event.target) && event.target.method === "post") { event.preventDefault(); }
    const forFile = event.submitter && "file" in event.submitter.dataset; // then this page stays
    if (!event.defaultPrevented && !forFile) { leave(event.target, event.submitter); }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]:not([target], [data-file])");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    const elsewhere = link.origin === location.origin && link.href.split("#")[0] !== location.href.split("#")[0];
    setTimeout(() => { if (elsewhere && !event.defaultPrevented) { leave(link); } });
  });
}
