/* What a browser does not do by itself: say that the network is gone and try again, tell a
   screen reader of a new suggestion, and never show a page from its memory. Everything else works without this file. */
(() => {
  "use strict";
  const RETRY_AFTER = 3000;
  const DOUBLE_TAP = 400;
  const FINGER = 24;
  const FRESH_EVERY = 1000;
  const MAKING = 4000;
  const lost = document.getElementById("lost");
  const news = document.getElementById("news");
  let waiting = null;
  let timer = 0;

  const tryAgain = () => {
    clearTimeout(timer);
    if (waiting && waiting.form.isConnected) waiting.form.requestSubmit(waiting.button);
  };

  const restore = () => {
    clearTimeout(timer);
    lost.hidden = true;
    document.body.removeAttribute("data-lost");
    document.querySelectorAll(".ways").forEach((ways) => { ways.inert = false; });
  };

  /* What is new fades in; what was there before the tap stays as it is. */
  const shown = {};
  const fadeIn = (element, name) => {
    const now = element ? element.dataset[name] : "";
    if (element && now !== shown[name]) element.classList.add("fresh");
    shown[name] = now;
  };

  /* The second half of a double tap may land on what has just come under the finger: it means nothing. The window's
     name carries the last spot over to the next page; it is gone with the tab. */
  document.addEventListener("click", (event) => {
    const [x, y, at] = window.name.split(" ").map(Number);
    const near = Math.hypot(event.clientX - x, event.clientY - y) < FINGER && Date.now() - at < DOUBLE_TAP;
    window.name = `${event.clientX} ${event.clientY} ${Date.now()}`;
    if (event.detail > 1 || (near && event.pointerType === "touch")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.submitter.setAttribute("aria-busy", "true");
    waiting = { form: event.target, button: event.submitter };
  });

  document.addEventListener("htmx:error", () => {
    lost.hidden = false;
    document.body.setAttribute("data-lost", "");
    document.querySelectorAll(".ways").forEach((ways) => { ways.inert = true; });
    clearTimeout(timer);
    timer = setTimeout(tryAgain, RETRY_AFTER);
  });

  document.addEventListener("htmx:after:swap", () => {
    restore();
    waiting = null;
    fadeIn(document.querySelector("[data-question]"), "question");
    const said = document.querySelector("[data-news]");
    fadeIn(said, "news");
    news.textContent = said ? said.dataset.news : "";
  });

  /* A calendar wider than the screen begins with the week up to today. */
  document.querySelectorAll(".days").forEach((days) => {
    const [box, today] = [days, days.querySelector("[aria-current]")].map((one) => one?.getBoundingClientRect());
    if (today) days.scrollBy(today.x + today.width + 2 - box.x - box.width, 0);
  });

  /* While the overhead collects, the part with the progress is fetched anew; its link does the same by hand. */
  setInterval(() => document.querySelector("[data-again]")?.click(), FRESH_EVERY);

  /* A Word or Excel file takes seconds to be made, and a page that stays says nothing of it. */
  document.querySelectorAll(".downloads a").forEach((link) => link.addEventListener("click", () => {
    link.setAttribute("aria-busy", "true");
    setTimeout(() => link.removeAttribute("aria-busy"), MAKING);
  }));

  /* A browser without a clipboard, as on plain HTTP, shows no such button. */
  document.querySelectorAll(navigator.clipboard ? "[data-copy]" : "nothing").forEach((button) => {
    const done = button.querySelector("[data-done]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      done.textContent = done.dataset.done;
      done.classList.remove("unseen");
    });
  });

  document.getElementById("again")?.addEventListener("click", tryAgain);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
