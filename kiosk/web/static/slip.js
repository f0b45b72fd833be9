/* The slip: the print button, shown where script can print; a roll as long as its text; type as large as one page
   allows. Where the smallest is too large, the heading goes; then code and topics get a second page. Type in points. */
(() => {
  "use strict";
  const MM = 96 / 25.4;
  const WAYS = ["whole", "tight", "two-sheets"];
  const PAPERS = {
    "paper-a6": { room: 148, largest: 10.5, ways: WAYS },
    "paper-a5": { room: 210, largest: 14, ways: WAYS },
    "paper-a4": { room: 148.5, largest: 13, ways: ["whole", "tight"] },
  };
  const SMALLEST = 8.5;
  let slip = null, roll = -1;

  /* Print rules hold for the moment of measuring, those of the screen do not; nothing is painted in between. */
  const inPrint = (measure) => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSMediaRule && /^(print|screen)/.test(rule.conditionText));
    const before = rules.map((rule) => rule.media.mediaText);
    rules.forEach((rule) => { rule.media.mediaText = rule.conditionText === "print" ? "all" : "not all"; });
    const measured = measure();
    rules.forEach((rule, place) => { rule.media.mediaText = before[place]; });
    return measured;
  };

  const cutRoll = () => {
    const sheet = document.styleSheets[0], height = inPrint(() => slip.getBoundingClientRect().height);
    if (roll >= 0) sheet.deleteRule(roll);
    roll = sheet.insertRule(`@page roll { size: 80mm ${Math.ceil(height / MM) + 1}mm; }`, sheet.cssRules.length);
  };

  const tallestSheet = () => {
    const whole = slip.getBoundingClientRect();
    const second = document.querySelector(".two-sheets .below")?.getBoundingClientRect().top ?? whole.bottom;
    return Math.max(second - whole.top, whole.bottom - second);
  };

  const fitType = ({ room, largest }) => {
    for (let type = largest; type >= SMALLEST; type -= 0.25) {
      document.body.style.setProperty("--type", `${type}pt`);
      if (tallestSheet() <= room * MM) return true;
    }
    return false;
  };

  const fitPaper = () => {
    const paper = PAPERS[[...document.body.classList].find((name) => name in PAPERS)];
    inPrint(() => paper.ways.some((way) => {
      document.body.classList.remove("tight");
      document.body.classList.add(way);
      return fitType(paper);
    }));
  };

  const offer = () => {
    const button = document.getElementById("print");
    if (button) button.hidden = false;
  };
  const prepare = async () => {
    const shown = document.querySelector(".slip-screen .slip");
    if (!shown || shown === slip) return;
    slip = shown;
    document.body.classList.remove(...WAYS);
    slip.getBoundingClientRect();  // the fonts that it needs begin to load with its layout
    await document.fonts.ready;
    if (slip !== shown) return;
    if (document.body.classList.contains("paper-80mm")) cutRoll();
    else fitPaper();
  };

  offer();
  prepare();
  document.addEventListener("htmx:after:swap", offer);
  document.addEventListener("laid-out", () => setTimeout(prepare));
  document.addEventListener("click", (event) => { if (event.target.closest("#print")) window.print(); });
})();
