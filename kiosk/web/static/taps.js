/* A touch means what stood under the finger when it went down, if that had been there for a moment; a finger may roll
   and tremble inside a control. What is not taken shows it. Keys and the mouse mean what they always mean. */
(() => {
  "use strict";
  const FRESH = 250;       // milliseconds in which what has just come is deaf …
  const SAME_SPOT = 900;   // … and as long where the last tap lay and since somebody last drummed on it,
  const NEAR = 48;         // within so many pixels;
  const AT_ONCE = 200;     // but what came so soon after the last tap
  const NEXT = 270;        // takes the next one from a sure hand, so long after it
  const ROLL = 40;         // pixels that a finger may move
  const SIGN = 500;        // milliseconds for which a control shows that it was not tapped
  const CONTROLS = "button, a[href], summary";

  const down = new Map();  // the fingers on controls
  let came = -SAME_SPOT, last = { x: -NEAR, y: -NEAR, at: -SAME_SPOT };

  const deaf = ({ x, y, at }) => {
    const age = at - came;
    if (at - Math.max(came, last.drummed ?? came) < SAME_SPOT && Math.hypot(x - last.x, y - last.y) < NEAR) {
      last.drummed = at;
      return true;
    }
    return age < FRESH && !(age > 0 && came - last.at < AT_ONCE && at - last.at >= NEXT);
  };
  const refuse = (control) => {
    control.classList.remove("untaken");
    control.getBoundingClientRect();  // the sign begins anew
    control.classList.add("untaken");
    setTimeout(() => control.classList.remove("untaken"), SIGN);
  };
  document.addEventListener("untaken", ({ target }) => refuse(target));

  document.addEventListener("touchstart", (event) => {
    const there = [...event.touches].map((touch) => touch.identifier);
    [...down.keys()].filter((finger) => !there.includes(finger)).forEach((finger) => down.delete(finger));
    for (const { identifier, target, clientX: x, clientY: y } of event.changedTouches) {
      const control = target.closest?.(CONTROLS);
      if (!control) continue;
      const finger = { control, x, y, at: event.timeStamp, box: control.getBoundingClientRect() };
      const others = [...down.values()];
      finger.mute = others.some((other) => other.control === control);
      finger.untaken = deaf(finger) || others.some((other) => other.control !== control);
      others.filter((other) => other.control !== control).forEach((other) => { other.untaken = true; });
      down.set(identifier, finger);
    }
  }, { capture: true, passive: true });

  const scrolled = ({ control, box }) => {
    const now = control.getBoundingClientRect();
    return Math.hypot(now.left - box.left, now.top - box.top) > 1;
  };
  const stayed = ({ x, y, box }, { clientX, clientY }) => {
    const inside = clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
    return inside && Math.hypot(clientX - x, clientY - y) <= ROLL;
  };

  document.addEventListener("touchend", (event) => {
    for (const touch of event.changedTouches) {
      const finger = down.get(touch.identifier);
      if (!finger) continue;
      down.delete(touch.identifier);
      if (event.cancelable) event.preventDefault();
      if (finger.mute || !finger.control.isConnected || scrolled(finger)) continue;
      if (finger.untaken || !stayed(finger, touch)) { refuse(finger.control); continue; }
      last = finger;
      finger.control.click();
    }
  }, { capture: true, passive: false });

  document.addEventListener("touchcancel", (event) => {
    for (const { identifier } of event.changedTouches) {
      const finger = down.get(identifier);
      down.delete(identifier);
      if (finger) refuse(finger.control);
    }
  }, true);

  /* A long press on a link opens no menu of the browser. */
  document.addEventListener("contextmenu", (event) => { if (down.size) event.preventDefault(); });
  /* A double click and a key that is held down count once; the same digit of a PIN may come twice. */
  document.addEventListener("click", (event) => {
    if (event.detail < 2 || event.target.closest("[data-key]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.repeat && (event.key === "Enter" || event.key === " ") && event.target.closest(CONTROLS)) event.preventDefault();
  }, true);

  /* Content has come once it is painted. */
  const painted = () => requestAnimationFrame(() => setTimeout(() => { came = performance.now(); }));
  for (const change of ["htmx:after:swap", "moved"]) {
    document.addEventListener(change, () => { came = performance.now(); painted(); });
  }
  painted();
})();
