/* A tablet that nobody taps asks whether somebody is there, then locks: nothing of the page is left in the browser. The
   desk locks by its own clock too. The pad of the PIN, and the button that shows what was typed, need script as well. */
(() => {
  "use strict";
  const ASKED = 20000;  // milliseconds before the lock in which the page asks
  const LOOK = 1000;
  const TOLD_AFTER = 2500;
  const OF_SIGN_IN = 8;  // letters of the mark of a page that tell its sign-in and its hands
  let answered = Date.now(), shut = null, heard = null;

  /* What hides the page hides it at once, in every tab, whatever the line to the desk is like, and waits for the desk's
     answer; a page that comes or is loaded meanwhile is hidden or locked too. Other tabs are loaded anew once that answer
     is there, or the tab that waited for it is not. */
  const OUT = '[action="/sign-out"]', HIDES = `.curtain-cord, ${OUT}`, HIDDEN = "hidden";
  const leave = (...kept) => { document.body.replaceChildren(...kept); document.title = ""; };
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches(HIDES)) return;
    target.hidden = true;
    document.cookie = "shut=1; path=/; samesite=strict";
    shut = target;
    target.turn = heard ? null : new Promise((come) => { alone(() => shut === target && (come(), speak())); });
    leave(document.getElementById("lost"), shut);
  }, true);
  /* One tab speaks to the desk, and the others hear of it once it does: what hides the page here goes when it is this
     tab's turn. Where another one was first a lock is there already; who signs out is not out yet. */
  const alone = (act, how = {}) => navigator.locks ? navigator.locks.request(HIDDEN, how, (free) => free && act()) : act();
  const speak = () => {
    const answer = new Promise((done) => { heard = done; });
    tabs?.postMessage(HIDDEN);
    return answer;
  };
  const lock = () => {
    const cord = document.querySelector(".curtain-cord:not([hidden])");
    if (cord) alone(() => { const answer = speak(); cord.requestSubmit(); return answer; }, { ifAvailable: true });
  };
  const anew = () => {
    const place = new URL(location.pathname + location.search, location);
    if (document.body.hasAttribute("data-lost")) place.searchParams.set("lost", "1");  // what still waits here goes
    location.replace(place);
  };
  const desk = async () => {
    const answer = await fetch("/stay", { redirect: "manual" }).catch(() => null);
    return answer?.type === "opaqueredirect" || answer?.headers.has("Kiosk") ? answer : null;
  };
  const follow = async () => {
    const lost = shut = document.getElementById("lost");
    leave(lost);
    setTimeout(() => { lost.hidden = false; }, TOLD_AFTER);
    await alone(() => {});
    while (!await desk()) await new Promise((done) => { setTimeout(done, LOOK); });
    anew();
  };
  const look = () => {
    const dialog = document.getElementById("rest");
    if (!dialog) return;
    const left = document.body.dataset.rest * 1000 - (Date.now() - answered);
    if (left <= 0) lock();
    else if (left <= ASKED && !dialog.open) dialog.showModal();
  };
  const stay = async () => {
    const answer = await desk();
    if (!answer) return;
    if (answer.status !== 204) { lock(); return; }
    heardOf();
    tabs?.postMessage(mine());
  };
  const heardOf = () => {
    answered = Date.now();
    document.getElementById("rest")?.close();
  };
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("cancel", (event) => { event.preventDefault(); stay(); }, true);

  /* Whoever turns, locks or opens the tablet in one tab does so in all: what another sign-in shows there goes. Who taps
     in one is there for all. */
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("sign-in") : null;
  const mine = () => document.body.dataset.signIn;
  tabs?.addEventListener("message", ({ data }) => {
    if (data === mine()) heardOf();
    else if (!mine() || heard || shut?.matches(OUT)) return;
    else if (data === HIDDEN) follow();
    else go(data);
  });
  /* In the same hands a talk has ended: what waits here for another one is sent first. */
  const go = (sign) => {
    if (sign?.slice(0, OF_SIGN_IN) === mine()?.slice(0, OF_SIGN_IN) && document.querySelector("[aria-busy]")) {
      setTimeout(go, LOOK, sign);
      return;
    }
    leave();
    anew();
  };

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
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (shut && ctx.request.form !== shut) {
      leave(document.getElementById("lost"), shut);
      ctx.title = "";
      return;
    }
    answered = Date.now();
    prepare();
    heard?.();
    shut = heard = null;
  });
  prepare();
})();
