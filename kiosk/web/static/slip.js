/* The slip: the print button, shown where script can print; a roll as long as its text; type that fits its paper. */
(() => {
  "use strict";
  const MM = 96 / 25.4;
  const ROOM = { "paper-a6": 148, "paper-a5": 210, "paper-a4": 148.5 };
  const SMALLEST = 0.8;
  const button = document.getElementById("print");
  const slip = document.querySelector(".slip-screen .slip");

  /* How high the slip is in print: print rules hold for the moment of measuring, those of the screen do not; nothing is
     painted in between. */
  const printedHeight = () => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSMediaRule && /^(print|screen)/.test(rule.conditionText));
    const before = rules.map((rule) => rule.media.mediaText);
    rules.forEach((rule) => { rule.media.mediaText = rule.conditionText === "print" ? "all" : "not all"; });
    const height = slip.getBoundingClientRect().height;
    rules.forEach((rule, place) => { rule.media.mediaText = before[place]; });
    return height;
  };

  const cutRoll = () => {
    const sheet = document.styleSheets[0];
    sheet.insertRule(`@page roll { size: 80mm ${Math.ceil(printedHeight() / MM) + 1}mm; }`, sheet.cssRules.length);
  };

  const fitPaper = () => {
    const room = ROOM[[...document.body.classList].find((name) => name in ROOM)];
    for (let fit = 1; fit > SMALLEST && printedHeight() > room * MM; fit -= 0.02) {
      document.body.style.setProperty("--fit", fit);
    }
  };

  const prepare = async () => {
    await document.fonts.ready;
    if (document.body.classList.contains("paper-80mm")) cutRoll();
    else fitPaper();
  };

  if (slip) prepare();
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
