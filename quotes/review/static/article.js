"use strict";
// The article: where quotations stand, drawn into its paragraphs, and what is selected.
// All offsets are the server's: Unicode code points of the text as stored. Scripts count UTF-16 units.

const article = (() => {
  let paragraphs = [];
  let marks = new Map();
  let current = null;
  let tokens = null;
  const label = (part) => document.querySelector(`#help .legend .p-${part}`)?.textContent ?? "";
  const root = () => document.getElementById("article");

  function read() {
    const from = root();
    if (!from) return;
    paragraphs = [...from.querySelectorAll("p[data-s]")].map((element) => {
      const text = element.textContent;
      const points = /[\ud800-\udfff]/.test(text) ? unitsOfPoints(text) : null;
      const start = Number(element.dataset.s);
      return { element, text, start, points, end: start + (points ? points.length - 1 : text.length), ids: new Set() };
    });
    tokens = null;
    marks = new Map();
    for (const mark of JSON.parse(from.dataset.marks)) put(mark);
    for (const paragraph of paragraphs) if (paragraph.ids.size) paint(paragraph);
  }

  function unitsOfPoints(text) {
    const units = [0];
    for (const sign of text) units.push(units[units.length - 1] + sign.length);
    return units;
  }

  const unit = (p, at) => (p.points ? p.points[at - p.start] : at - p.start);

  function point(p, units) {
    if (!p.points) return p.start + units;
    let low = 0;
    let high = p.points.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (p.points[middle] <= units) low = middle;
      else high = middle - 1;
    }
    return p.start + low;
  }

  // The paragraphs that a stretch touches, by binary search: texts can be long.
  function touched([start, end]) {
    let low = 0;
    let high = paragraphs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (paragraphs[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let i = low; i < paragraphs.length && paragraphs[i].start < end; i++) found.push(paragraphs[i]);
    return found;
  }

  function put(mark) {
    marks.set(mark.id, mark);
    for (const span of mark.spans) for (const p of touched(span)) p.ids.add(mark.id);
  }

  // Marks that changed: drawn where they were and where they are.
  function update(changed) {
    const dirty = new Set();
    for (const mark of changed) {
      for (const span of marks.get(mark.id)?.spans ?? []) for (const p of touched(span)) { p.ids.delete(mark.id); dirty.add(p); }
      put(mark);
      for (const span of mark.spans) for (const p of touched(span)) dirty.add(p);
    }
    for (const p of dirty) paint(p);
  }

  // The parts of the quotation at hand: {spans: [[start, end], ...], cue_spans: ...}.
  function show(id, parts) {
    const dirty = new Set();
    for (const shown of [current, { parts }]) for (const spans of Object.values(shown?.parts ?? {})) for (const span of spans) for (const p of touched(span)) dirty.add(p);
    current = id ? { id, parts } : null;
    for (const p of dirty) paint(p);
  }

  function scroll() {
    const first = root()?.querySelector(".p-spans") ?? root()?.querySelector("[class^=p-]");
    if (first) first.scrollIntoView({ block: "center" });
    else root()?.scrollTo(0, 0);
  }

  function layersOf(p) {
    const layers = [];
    const add = (span, name, part, labelled) => {
      const [a, b] = [Math.max(span[0], p.start), Math.min(span[1], p.end)];
      if (a < b) layers.push({ a, b, name, part, first: labelled && a === span[0] });
    };
    for (const id of p.ids) if (id !== current?.id) for (const span of marks.get(id).spans) add(span, `mark is-${marks.get(id).status}`);
    for (const [part, spans] of Object.entries(current?.parts ?? {})) spans.forEach((span, i) => add(span, `p-${part}`, part, i === 0));
    return layers;
  }

  function paint(p) {
    const layers = layersOf(p);
    const cuts = [...new Set([p.start, p.end, ...layers.flatMap((layer) => [layer.a, layer.b])])].sort((x, y) => x - y);
    const pieces = document.createDocumentFragment();
    for (let i = 0; i + 1 < cuts.length; i++) {
      const words = p.text.slice(unit(p, cuts[i]), unit(p, cuts[i + 1]));
      const over = layers.filter((layer) => layer.a <= cuts[i] && layer.b >= cuts[i + 1]);
      if (!over.length) {
        pieces.append(words);
        continue;
      }
      const mark = document.createElement("mark");
      mark.className = [...new Set(over.map((layer) => layer.name))].join(" ") + (over.filter((l) => !l.part || l.part === "spans").length > 1 ? " nested" : "");
      const begins = over.filter((layer) => layer.part && layer.first && layer.a === cuts[i]).map((layer) => label(layer.part));
      if (begins.length) mark.dataset.tag = begins.join(" · ");
      mark.title = [...new Set(over.filter((layer) => layer.part).map((layer) => label(layer.part)))].join(", ");
      mark.append(words);
      pieces.append(mark);
    }
    p.element.replaceChildren(pieces);
  }

  // What is selected in the article, without white space at its ends; null where nothing is.
  function selection() {
    const selected = getSelection();
    if (!selected.rangeCount || selected.isCollapsed) return null;
    const range = selected.getRangeAt(0);
    const start = position(range.startContainer, range.startOffset, false);
    const end = position(range.endContainer, range.endOffset, true);
    if (start === null || end === null) return null;
    return trimmed(start, end);
  }

  function position(node, offset, isEnd) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (!root()?.contains(element)) return null;
    const p = paragraphs.find((one) => one.element.contains(node));
    if (!p) {
      const after = paragraphs.findIndex((one) => node.compareDocumentPosition(one.element) & Node.DOCUMENT_POSITION_FOLLOWING);
      return isEnd ? paragraphs[after < 0 ? paragraphs.length - 1 : Math.max(0, after - 1)].end : (paragraphs[after]?.start ?? null);
    }
    const before = document.createRange();
    before.setStart(p.element, 0);
    before.setEnd(node, offset);
    return point(p, before.toString().length);
  }

  function trimmed(start, end) {
    const inside = words().filter(([a, b]) => b > start && a < end);
    if (!inside.length) return null;
    return [Math.max(start, inside[0][0]), Math.min(end, inside[inside.length - 1][1])];
  }

  // All words and signs, with their offsets.
  function words() {
    if (tokens) return tokens;
    tokens = [];
    for (const p of paragraphs) for (const match of p.text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu)) tokens.push([point(p, match.index), point(p, match.index + match[0].length)]);
    return tokens;
  }

  function text([start, end]) {
    return touched([start, end]).map((p) => p.text.slice(unit(p, Math.max(start, p.start)), unit(p, Math.min(end, p.end)))).join("\n");
  }

  // The shortest quotation that holds a place; the one at hand only where no other does.
  function at([start, end]) {
    const size = (mark) => mark.spans.reduce((sum, [a, b]) => sum + b - a, 0);
    const holding = [...marks.values()].filter((mark) => mark.spans.some(([a, b]) => a <= start && b >= end));
    return holding.sort((x, y) => (x.id === current?.id) - (y.id === current?.id) || size(x) - size(y))[0]?.id ?? null;
  }

  const last = () => paragraphs[paragraphs.length - 1]?.end ?? 0;
  return { read, show, update, scroll, selection, words, text, at, last, doc: () => root()?.dataset.doc ?? "" };
})();
