/* Reads aloud what is fixed: a recorded clip first, else a voice of the device itself in a language that the site lets
   it speak; nothing is sent anywhere. Where there is neither there is no button. The next tap ends it, a film too. */
(() => {
  "use strict";
  const BEGINS = 2000;  // milliseconds after which a voice that has not begun is given up
  const BUTTONS = ".listen, #read";
  const voices = window.speechSynthesis, dumb = new Set(), clip = new Audio();
  let sounding = null, turn = 0;

  const tongue = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const voiceOf = (tag, button) => voices && button.dataset.voices.split(" ").includes(tag) && !dumb.has(tag)
    && voices.getVoices().find((one) => one.localService && !one.name?.includes("+") && tongue(one.lang) === tongue(tag));

  /* Names in German, the client's own lines, numbers; what is left to the pen says nothing. */
  const lines = () => [...document.querySelectorAll(".slip :is(.name, .carrier, .first, bdi.strong)")]
    .filter((line) => line.offsetParent && !line.closest(".by-pen, .reach:has(.pen)") && !line.parentElement.closest(".name, .carrier, .first"));
  const own = (button) => [...button.parentElement.querySelectorAll(".first, .second")]
    .find((line) => line.querySelector("bdi")?.lang === button.dataset.tongue);
  const part = (line, button, clip) => {
    const { lang } = line.querySelector("[lang]") || line.closest("[lang]");
    const voice = voiceOf(lang, button) || voiceOf(document.documentElement.lang, button);
    return { lang, text: line.textContent.trim(), clip, voice };
  };
  const partsOf = (button) => (button.id === "read"
    ? lines().map((line) => part(line, button, line.parentElement.querySelector(":scope > .listen")?.dataset.clip))
    : [part(own(button), button, button.dataset.clip)]).filter(({ clip, voice }) => clip || voice);
  const offer = (buttons = BUTTONS) => document.querySelectorAll(buttons).forEach((button) => {
    const wanted = button.dataset.tongue || document.documentElement.lang;
    button.hidden = !partsOf(button).some(({ lang }) => lang === wanted);
  });

  const stop = () => {
    turn += 1;
    clip.pause();
    voices?.cancel();
    sounding?.removeAttribute("aria-pressed");
    sounding = null;
  };
  const play = (address) => new Promise((resolve) => {
    clip.onended = () => resolve(true);
    clip.onerror = () => resolve(false);
    clip.src = address;
    clip.play().catch(() => resolve(false));
  });
  const speak = ({ lang, text, voice }) => new Promise((resolve) => {
    const words = Object.assign(new SpeechSynthesisUtterance(text), { lang, voice });
    const silent = setTimeout(() => { dumb.add(lang); stop(); offer(); }, BEGINS);
    words.onstart = () => clearTimeout(silent);
    words.onend = words.onerror = () => { clearTimeout(silent); resolve(); };
    voices.speak(words);
  });
  const read = async (button) => {
    const mine = turn;
    sounding = button;
    button.setAttribute("aria-pressed", "true");
    for (const one of partsOf(button)) {
      const heard = one.clip && await play(one.clip);
      if (turn === mine && !heard && one.voice) await speak(one);
      if (turn !== mine) return;
    }
    stop();
  };

  offer();
  voices?.addEventListener("voiceschanged", () => offer());
  document.addEventListener("click", ({ target }) => {
    const button = target.closest(BUTTONS), again = button === sounding;
    stop();
    if (button && !again) read(button);
    document.querySelectorAll(".film[open]").forEach((film) => { film.open = film.contains(target); });
  });
  document.addEventListener("toggle", ({ target }) => {
    const film = target.querySelector(":scope > video");
    if (!film) return;
    if (target.open) film.play().catch(() => {}); else film.pause();
  }, true);
  document.addEventListener("htmx:before:swap", stop);
  document.addEventListener("htmx:after:swap", () => offer(".listen"));
  document.addEventListener("laid-out", () => offer("#read"));  // which of its lines are shown is known then
  window.addEventListener("pagehide", stop);
})();
