/* Reads the slip aloud, where the device itself has a voice for the client's language: nothing is sent anywhere. */
(() => {
  "use strict";
  const slip = document.querySelector(".slip-screen .slip");
  const button = document.getElementById("read");
  const page = document.documentElement.lang;
  const tongue = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const voiceOf = (tag) => speechSynthesis.getVoices().find((one) => one.localService && tongue(one.lang) === tongue(tag));
  const offer = () => { button.hidden = !voiceOf(page); };

  /* Names in German, the client's own lines, numbers; what is left to the pen says nothing. */
  const lines = () => [...slip.querySelectorAll(".name, .carrier, .first, bdi.strong")]
    .filter((line) => line.offsetParent && !line.closest(".by-pen, .reach:has(.pen)") && !line.parentElement.closest(".name, .carrier, .first"));

  const readAloud = () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    for (const line of lines()) {
      const words = new SpeechSynthesisUtterance(line.textContent.trim());
      words.lang = (line.querySelector("[lang]") || line.closest("[lang]")).lang;
      words.voice = voiceOf(words.lang) || voiceOf(page);
      speechSynthesis.speak(words);
    }
  };

  if (!slip || !button || !window.speechSynthesis) return;
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  button.addEventListener("click", readAloud);
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
})();
