// What does not fit on a page, told by the browser's own rectangles.
() => {
  const found = [], rim = 3, root = document.documentElement;
  const hidden = (element) => element && (getComputedStyle(element).clipPath !== 'none' || hidden(element.parentElement));
  const shown = (element) => element.checkVisibility({visibilityProperty: true}) && !element.closest('.skip, svg') && !hidden(element);
  const short = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 40);
  const name = (element) => `${element.localName}.${String(element.className).replaceAll(' ', '.')} "${short(element.textContent)}"`;
  const cut = (box, by) => ({left: Math.max(box.left, by.left), right: Math.min(box.right, by.right),
                             top: Math.max(box.top, by.top), bottom: Math.min(box.bottom, by.bottom)});
  const inside = (element) => {  // the box within its borders
    const box = element.getBoundingClientRect();
    return {left: box.left + element.clientLeft, top: box.top + element.clientTop,
            right: box.left + element.clientLeft + element.clientWidth, bottom: box.top + element.clientTop + element.clientHeight};
  };
  const around = (element) => element.parentElement ? [element.parentElement, ...around(element.parentElement)] : [];
  const pinned = (element) => [element, ...around(element)].find((one) => ['sticky', 'fixed'].includes(getComputedStyle(one).position));
  const holders = (element) => around(element).filter((one) => one !== root && one !== document.body
    && getComputedStyle(one).overflowY !== 'visible' && getComputedStyle(one).display !== 'contents');
  const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowY);
  const seen = (element, box) => {  // what is left of a box where its holders end
    const within = inside(element);
    return holders(element).reduce((left, holder) => cut(left, inside(holder)), box);
  };
  const empty = (box) => box.right - box.left < 1 || box.bottom - box.top < 1;

  if (root.scrollWidth > innerWidth + 1) found.push(`the page is ${root.scrollWidth} px wide`);
  for (const box of document.querySelectorAll('body *:not(svg, svg *)')) {
    if (!shown(box) || box.clientWidth <= 2 || getComputedStyle(box).overflowX === 'visible') continue;
    if (!box.matches('.days, .sideways, input, select') && box.scrollWidth > box.clientWidth + 1)
      found.push(`sideways: ${name(box)} ${box.scrollWidth} in ${box.clientWidth}`);
    if (!scrolls(box) && box.scrollHeight > box.clientHeight + rim)
      found.push(`cut off: ${name(box)} ${box.scrollHeight} in ${box.clientHeight}`);
    if (scrolls(box) && box.scrollHeight > box.clientHeight + 1 && box.clientHeight < 56)
      found.push(`too little is seen of: ${name(box)} ${box.clientHeight}`);
  }

  const FRAMES = '.tile, .tab, .button, .chip, .plate, .second-choice, .against, .card, .question, .advice, .strip, .judged, .bar, .today, .welcome, .slip, .mark:not(.second-choice *), .lost, .quiet, th, td';
  const NUMBERS = /\d[\d.:\u2060–]*[,،]?/g, WORDS = /\d[\d.:\u2060–]*[,،]?|(?<![\p{L}\u00ad])\p{L}{2,10}(?![\p{L}\u00ad])/gu;  // no line parts them
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(element) || element.closest('option, script')) continue;
    const range = document.createRange();
    if (getComputedStyle(element).fontStyle !== 'normal') found.push(`slanted, as many scripts are not: ${name(element)}`);
    const whole = element.closest('.tab, h1, h2') ? WORDS : NUMBERS;
    for (const {index, 0: piece} of walker.currentNode.data.matchAll(whole)) {
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + piece.length);
      if (new Set([...range.getClientRects()].map((box) => box.bottom)).size > 1) found.push(`parted: ${piece} of ${name(element)}`);
    }
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      const frame = element.closest(FRAMES), left = seen(element, box);
      if (empty(box) || empty(left)) continue;
      texts.push({element, box: left, pin: pinned(element)});
      if (left.top + scrollY + document.body.scrollTop < -rim || left.left < -rim || left.right > innerWidth + rim) found.push(`off the page: ${name(element)}`);
      if (!frame || element.closest('.tile .number')) continue;
      const edge = frame.getBoundingClientRect();
      const out = Math.max(edge.left - box.left, box.right - edge.right, ...(scrolls(frame) ? [] : [edge.top - box.top, box.bottom - edge.bottom]));
      if (out > rim) found.push(`stands out by ${Math.round(out)}: ${name(element)} of ${name(frame)}`);
    }
  }
  const controls = [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')].filter(shown)
    .map((element) => ({element, box: seen(element, element.getBoundingClientRect()), pin: pinned(element)}));
  const clash = (things, least, kind) => things.forEach((one, at) => things.slice(at + 1).forEach((other) => {
    if (one.element === other.element || one.element.contains(other.element) || other.element.contains(one.element)) return;
    if (one.pin !== other.pin) return;
    const both = cut(one.box, other.box);
    if (both.right - both.left > least && both.bottom - both.top > least)
      found.push(`${kind}: ${name(one.element)} and ${name(other.element)}`);
  }));
  const lines = texts.map((one) => {  // a letter is lower than its box
    const air = (one.box.bottom - one.box.top) / 6;
    return {...one, box: {...one.box, top: one.box.top + air, bottom: one.box.bottom - air}};
  });
  clash(lines, 1.5, 'text on text');
  for (const {element, box, pin} of texts.filter((one) => one.pin)) {  // what is pinned lies over what scrolls below
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (top && !pin.contains(top) && !pinned(top)) found.push(`over what is pinned: ${name(top)} on ${name(element)}`);
  }
  clash(controls.filter(({box}) => !empty(box)), 1.5, 'control on control');

  const small = (element, box, least) => {
    if (box.width < least - .5 || box.height < least - .5)
      found.push(`small: ${name(element)} ${Math.round(box.width)}x${Math.round(box.height)}`);
  };
  for (const {element} of controls) {
    const box = element.getBoundingClientRect();
    if (!element.matches("p a, li > a, dd a, input[type=checkbox], .mark, .numbers *")) small(element, box, 44);
  }
  const below = (way) => way.closest('.slip-tools') && getComputedStyle(way.closest('.slip-tools')).position === 'static';
  for (const way of document.querySelectorAll('.ways :is(a, button), .accept')) {
    if (below(way)) continue;  // on a phone: what can be done with a slip follows it
    const box = way.getBoundingClientRect(), left = cut(seen(way, box), {left: 0, top: 0, right: innerWidth, bottom: innerHeight});
    if (left.right - left.left < box.width - 2 || left.bottom - left.top < box.height - 2) { found.push(`out of sight: ${name(way)}`); continue; }
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (!way.contains(top)) found.push(`covered: ${name(way)} by ${top && name(top)}`);
  }
  const plate = document.querySelector('.suggested');
  if (plate) {
    const box = plate.getBoundingClientRect(), end = document.querySelector('.ways').getBoundingClientRect().top;
    const left = seen(plate, cut(box, {left: 0, top: 0, right: innerWidth, bottom: Math.min(end, innerHeight)}));
    if (left.bottom - left.top < 56) found.push(`the suggestion is out of sight: ${Math.round(left.bottom - left.top)}`);
  }
  return [...new Set(found)];
}
