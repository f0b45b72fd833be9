/* The line to the desk's server. A tap waits here, in its order, until an answer of the desk has come: it is sent again
   and again, and after a moment the bar says so. What the desk does with a tap twice is what it does with it once. */
(() => {
  "use strict";
  const TURNS_AFTER = 200;
  const TOLD_AFTER = 2500;
  const SILENCE = { first: 3000, secret: 7000, longer: 1000, longest: 8000 };
  const PAUSE = 1000;
  const HELD = { most: 2000, look: 20 };
  const STORE_FAILS = [503, 507];
  const HIDES = '.curtain-cord, [action="/sign-out"]';
  const LEAVES = "refer|conclude|redecide|drop|done|take-back|person|end|close|lock|conversation/[\\w-]+";
  const ENDS = new RegExp(`^POST \\S*/(promise (?!.*=yes)|(${LEAVES}) )`);
  const SECRET_WAITS = 60000;
  const WAITED = "waited", OF_A_TALK = /^\/conversation\//;
  const waiting = [];
  const page = Math.random().toString(36).slice(2);
  let hurry = () => {}, fingers = 0, number = 0;

  const show = () => {
    const late = waiting.find((tap) => tap.late), bar = document.getElementById("lost");
    if (bar.hidden === Boolean(late)) document.dispatchEvent(new Event("moved"));
    bar.hidden = !late;
    bar.querySelector(".cause").replaceChildren(...(late?.why ?? []));
    document.body.toggleAttribute("data-lost", Boolean(late));
    document.querySelectorAll(".ways").forEach((ways) => { ways.inert = Boolean(late); });
    const under = waiting.map((tap) => tap.control);
    document.querySelectorAll("[aria-busy]").forEach((control) => {
      if (under.includes(control)) return;
      control.removeAttribute("aria-busy");
      control.querySelector(".under-way")?.remove();
    });
    under.forEach((control) => control.setAttribute("aria-busy", "true"));
  };
  /* What takes longer turns; an answer that is there at once is not kept waiting by a picture. */
  const turn = (control) => {
    if (!control.isConnected || !control.hasAttribute("aria-busy") || control.querySelector(".under-way")) return;
    const arrows = document.querySelector("#again .icon").cloneNode(true);
    arrows.classList.add("under-way");
    control.append(arrows);
  };

  /* One attempt: the desk's answer, read to its end; nothing where none came in time or another machine spoke. */
  const ask = async (url, request, silence) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), silence);
    hurry = () => stop.abort();
    try {
      const answer = await fetch(url, { ...request, signal: stop.signal });
      const text = await answer.text();
      return answer.headers.has("Kiosk") ? new Response(text, answer) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };
  const rest = () => new Promise((done) => { hurry = done; setTimeout(done, PAUSE); });
  const heading = async (answer) => {
    const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("h1");
    return [...(said?.childNodes ?? [])];
  };
  /* No page changes under a finger: what lay there when it went down is what it means. */
  for (const kind of ["touchstart", "touchend", "touchcancel"]) {
    document.addEventListener(kind, (event) => { fingers = event.touches.length; }, { passive: true });
  }
  const fingersUp = async () => {
    for (let waited = 0; fingers && waited < HELD.most; waited += HELD.look) {
      await new Promise((done) => { setTimeout(done, HELD.look); });
    }
  };
  /* The desk hides the page though it cannot write: that waits for no tap that cannot be written. A PIN or password is
     not sent when its owner may have gone: then it says so. */
  const givenUpSaid = (said) => document.getElementById("given_up")?.toggleAttribute("hidden", !said);
  const givenUp = (tap, answer, begun) => {
    if (answer && waiting.some((one) => one !== tap && one.hides)) return answer;
    if (!tap.secret || Date.now() - begun < SECRET_WAITS) return null;
    tap.control.closest("form").reset();
    givenUpSaid(true);
    return new Response(null, { status: 204 });
  };
  const send = async (tap, url, request) => {
    await tap.turn;
    const begun = Date.now();
    const late = setTimeout(() => { tap.late = true; show(); }, TOLD_AFTER);
    let silence = tap.secret ? SILENCE.secret : SILENCE.first;
    for (; ; silence = Math.min(silence + SILENCE.longer, SILENCE.longest)) {
      const answer = await ask(url, request, silence);
      if (answer && !STORE_FAILS.includes(answer.status)) {
        clearTimeout(late);
        await fingersUp();
        return answer;
      }
      const end = givenUp(tap, answer, begun);
      if (end) {
        clearTimeout(late);
        return end;
      }
      tap.why = answer ? await heading(answer) : [];
      show();
      await rest();
    }
  };

  /* The same tap once more, while it waits as the last one, is the same tap. After one that ends the page or gives the
     tablet away only what hides the page is taken. */
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail, { method, action, body } = ctx.request;
    const what = `${method} ${action} ${new URLSearchParams(body)}`;
    const last = waiting[waiting.length - 1];
    if (last?.what === what) return event.preventDefault();
    const control = ctx.sourceEvent.submitter ?? ctx.sourceElement, form = control.closest("form");
    const tap = { ctx, what, control, late: false, why: [], ends: ENDS.test(what) };
    tap.hides = Boolean(form?.matches(HIDES));
    if (last?.ends && !tap.hides) {
      control.dispatchEvent(new Event("untaken", { bubbles: true }));
      return event.preventDefault();
    }
    tap.turn = form?.turn;
    tap.secret = Boolean(form?.querySelector('[type="password"]'));
    ctx.request.headers.Tap = `${page} ${++number}`;
    ctx.fetch = (url, request) => send(tap, url, request);
    waiting.push(tap);
    givenUpSaid(false);
    show();
    setTimeout(turn, TURNS_AFTER, tap.control);
  });
  /* Further taps were meant for the page as it stands: it stays until the last of them is answered. */
  document.addEventListener("htmx:before:swap", (event) => {
    if (waiting.length > 1) event.preventDefault();
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const place = waiting.findIndex((tap) => tap.ctx === event.detail.ctx);
    if (place >= 0) waiting.splice(place, 1);
    show();
  });
  /* What waits on a page that is loaded anew is not sent any more: the desk is asked which tap that was, and says so. */
  window.addEventListener("pagehide", () => {
    const tap = waiting.filter(({ hides }) => !hides).pop();
    if (tap) sessionStorage.setItem(WAITED, tap.ctx.request.headers.Tap);
  });
  const waited = sessionStorage.getItem(WAITED), place = new URL(location);
  sessionStorage.removeItem(WAITED);
  if (waited && OF_A_TALK.test(place.pathname)) {
    place.searchParams.set("lost", waited);
    location.replace(place);
  }
  document.addEventListener("click", (event) => { if (event.target.closest("#again")) hurry(); });
  window.addEventListener("online", () => hurry());
})();
