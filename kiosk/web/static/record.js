/* Records a sentence where the browser has a microphone and writes WebM or Ogg: it goes into the form like a file. */
(() => {
  "use strict";
  const KIND = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"].find((kind) => window.MediaRecorder?.isTypeSupported(kind));
  const LONGEST = 60000;  // milliseconds of a recording
  if (!KIND || !navigator.mediaDevices) return;
  let recorder = null;

  const handIn = (form, parts) => {
    const files = new DataTransfer();
    files.items.add(new File(parts, "aufnahme", { type: KIND }));
    form.elements.file.files = files.files;
    form.requestSubmit(form.querySelector("button:not([type])"));
  };
  const record = async (button) => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) { button.hidden = true; return; }
    const parts = [];
    recorder = new MediaRecorder(stream, { mimeType: KIND, audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      handIn(button.form, parts);
    });
    recorder.start();
    setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
    button.setAttribute("aria-pressed", "true");
    button.querySelector("span").textContent = button.dataset.stop;
  };
  document.querySelectorAll("[data-record]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => (recorder ? recorder.state === "recording" && recorder.stop() : record(button)));
  });
})();
