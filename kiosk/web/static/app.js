/* What a browser does not do by itself: turn the document with the page that came, tell a screen reader what is new,
   and never show a page from its memory. Everything else works without this file. */
(() => {
  "use strict";
  const FRESH_EVERY = 1000;
  const MAKING = 4000;

  /* What is new fades in; what was there before the tap stays as it is. */
  const shown = {};
  const fadeIn = (element, name) => {
    const now = element ? element.dataset[name] : "";
    if (element && now !== shown[name]) element.classList.add("fresh");
    shown[name] = now;
  };

  /* htmx takes the body of a page and its title; language and direction stand above them. */
  const turn = (page) => {
    const root = new DOMParser().parseFromString(page.slice(0, page.indexOf("<head")), "text/html").documentElement;
    for (const name of ["lang", "dir", "translate"]) {
      if (root.hasAttribute(name)) document.documentElement.setAttribute(name, root.getAttribute(name));
      else document.documentElement.removeAttribute(name);
    }
  };

  /* What stays between two taps is not drawn anew. A control stays only while it means the same; a question that
     changes is another one, and so is a suggestion. */
  const MEANT = ["name", "value", "href", "action", "data-question", "data-news"];
  const meaning = (one) => {
    const hidden = [...one.elements ?? []].filter(({ type }) => type === "hidden");
    return [one.tagName, ...MEANT.map((name) => one.getAttribute(name)), ...hidden.map(({ value }) => value)].join("\n");
  };
  htmx.registerExtension("meaning", { init: (api) => {
    const alike = api.isSoftMatch;
    api.isSoftMatch = (old, now) => alike(old, now) && meaning(old) === meaning(now);
  } });

  /* What keeps its shape changes part by part, each in a task of its own: a finger is heard between them. htmx hears of
     an element that another takes the place of only where it is told so. */
  const shape = ({ tagName, className, childElementCount }) => [tagName, className, childElementCount].join(" ");
  const inParts = (task) => {
    const { target, fragment: { firstElementChild: now }, swapSpec } = task;
    if (shape(target) !== shape(now)) return [task];
    return [...now.children].map((part, place) => {
      const old = target.children[place], fragment = new DocumentFragment();
      fragment.append(part);
      const style = meaning(old) === meaning(part) ? "outerMorph" : "outerHTML";
      return { ...task, target: old, fragment, swapSpec: { ...swapSpec, style, settle: 0 } };
    });
  };

  /* To give the focus away or to take it a browser must have laid the page out: it leaves what was tapped before the
     page changes, and goes where the page wants it once that is painted. Who listens hears it even where it stays. To
     be scrolled a page must have been laid out as well: it goes to its top before the next one comes. */
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = event.detail;
    if (event.defaultPrevented) return;
    if (/^outer(Morph|Sync)/.test(ctx.swap)) document.activeElement.blur();
    if (ctx.swap.startsWith("outerMorph")) tasks.splice(0, 1, ...inParts(tasks[0]));
    for (const { swapSpec } of tasks.filter(({ swapSpec: { show } }) => show === "top")) {
      swapSpec.show = "none";
      scrollTo(0, 0);
    }
    for (const one of tasks.flatMap(({ fragment }) => [...fragment.querySelectorAll("[autofocus]")])) {
      one.removeAttribute("autofocus");
      one.dataset.focus = "";
    }
  });
  const focus = () => {
    if (document.activeElement !== document.body) return;
    const wanted = document.querySelector("[data-focus]");
    if (wanted) wanted.focus();
    else document.getElementById("main")?.focus({ preventScroll: true });
  };

  /* What has come is laid out in a task of its own, before the one that paints it: a finger is heard between them. */
  const layOut = () => {
    document.body.getBoundingClientRect();
    document.dispatchEvent(new Event("laid-out"));
  };

  /* An address that stands there already is not written again: a browser takes its time for that. */
  document.addEventListener("htmx:before:history:update", (event) => {
    if (event.detail.history.path === location.pathname + location.search) event.preventDefault();
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { text } = event.detail.ctx;
    if (text.startsWith("<!doctype")) turn(text);
    else document.querySelector(".lost-tap")?.remove();
    if (window.scheduler) scheduler.postTask(layOut, { priority: "user-blocking" });
    else setTimeout(layOut);
    requestAnimationFrame(() => setTimeout(focus));
    fadeIn(document.querySelector("[data-question]"), "question");
    const said = document.querySelector("[data-news]");
    fadeIn(said, "news");
    document.getElementById("news").textContent = said ? said.dataset.news : "";
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

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.replaceChildren();
    window.location.reload();
  });
})();
