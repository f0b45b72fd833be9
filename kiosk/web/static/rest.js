/* A tablet that nobody taps asks whether somebody is there, then locks: nothing of the page is left in the browser. The
   desk locks by its own clock too. The pad of the PIN, and the button that shows what was typed, need script as well. */
(() => {
  "use strict";
  const ASKED = 20000;  // milliseconds before the lock in which the page asks
  const LOOK = 1000;
  let answered = Date.now(), shut = null;

  /* What hides the page hides it at once, whatever the line to the desk is like, and waits for the desk's answer; a page
     that comes or is loaded meanwhile is hidden or locked too. */
  const HIDES = '.curtain-cord, [action="/sign-out"]';
  const leave = (...kept) => { document.body.replaceChildren(...kept); document.title = ""; };
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches(HIDES)) return;
    target.hidden = true;
    document.cookie = "shut=1; path=/; samesite=strict";
    shut = target;
    leave(document.getElementById("lost"), shut);
  }, true);
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.request.form === shut) shut = null;
    if (!shut) return;
    leave(document.getElementById("lost"), shut);
    detail.ctx.title = "";
  });
  const lock = () => document.querySelector(".curtain-cord").requestSubmit();
  const look = () => {
    const dialog = document.getElementById("rest");
    if (!dialog) return;
    const left = document.body.dataset.rest * 1000 - (Date.now() - answered);
    if (left <= 0) lock();
    else if (left <= ASKED && !dialog.open) dialog.showModal();
  };
  const stay = async () => {
    const answer = await fetch("/stay", { redirect: "manual" }).catch(() => null);
    if (!answer) return;
    if (answer.status !== 204) { lock(); return; }
    answered = Date.now();
    document.getElementById("rest").close();
  };
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("cancel", (event) => { event.preventDefault(); stay(); }, true);

  /* Whoever turns, locks or opens the tablet in one tab does so in all: what another sign-in shows there goes. Who taps
     in one is there for all. */
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("sign-in") : null;
  const mine = () => document.body.dataset.signIn;
  tabs?.addEventListener("message", ({ data }) => {
    if (data === mine()) answered = Date.now();
    else if (mine()) {
      leave();
      location.replace(location.pathname + location.search);
    }
  });

  /* Letters of a password come from the keyboard of the device, digits from the pad alone. */
  const prepare = () => {
    tabs?.postMessage(mine());
    document.querySelectorAll(".pad, [data-shows]").forEach((one) => { one.hidden = false; });
    const field = document.querySelector(".pad")?.closest("form").elements.secret;
    if (field && matchMedia("(pointer: coarse)").matches) field.inputMode = "none";
    else field?.focus();
  };
  const press = (key, field) => { field.value = key ? field.value + key : field.value.slice(0, -1); };
  const show = (button) => {
    const field = document.getElementById(button.dataset.shows), shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("#rest button, [data-key], [data-shows]");
    if (button?.closest("#rest")) stay();
    else if (button?.dataset.shows) show(button);
    else if (button) press(button.dataset.key, button.form.elements.secret);
  });
  document.addEventListener("htmx:after:swap", () => { answered = Date.now(); prepare(); });
  prepare();
})();
