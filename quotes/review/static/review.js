"use strict";
// Keys and buttons. What is decided goes to the server, and the page changes only by its answer.

const state = { chain: Promise.resolve(), failed: null, since: Date.now(), away: 0, hidden: 0, edit: null, menu: null, section: null };
const PARTS = { q: "spans", c: "cue_spans", f: "frame_spans", m: "speaker_spans", d: "addressee_spans", e: "stance_evidence" };
const GUIDES = ["quotation", "type", "speaker", "stance", "flags"];
const card = () => document.getElementById("card") ?? document.getElementById("rows");
const unit = () => (card()?.dataset.unit ? JSON.parse(card().dataset.unit) : null);
const pairs = (spans) => spans.map(([start, end]) => ({ start, end }));
const byId = (id) => document.getElementById(id);

function requestId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Seconds that the quotation at hand has been looked at: not while the window was hidden.
function seconds() {
  return (Date.now() - state.since - state.away) / 1000;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) state.hidden = Date.now();
  else if (state.hidden) state.away += Date.now() - state.hidden;
});

function tell(text, retry) {
  const message = byId("message");
  message.textContent = text;
  message.hidden = false;
  if (!retry) return;
  const button = document.createElement("button");
  button.textContent = byId("texts").dataset.retry;
  button.addEventListener("click", () => send(retry.path, retry.values));
  message.append(" ", button);
}

// One request after the other, so that each knows the version that the one before it made.
function send(path, values) {
  state.failed = null;
  state.chain = state.chain.then(async () => {
    state.sending = { path, values };
    await htmx.ajax("POST", path, { target: `#${card().id}`, swap: "outerHTML", values });
    state.sending = null;
  });
  return state.chain;
}

function post(path, values) {
  const seen = unit()?.id ?? "";
  state.chain = state.chain.then(() => {
    if ((unit()?.id ?? "") !== seen) return null; // the key was meant for the quotation before
    const from = card().dataset;
    const common = { csrf: document.querySelector("meta[name=csrf]").content, unit: seen, version: from.version ?? "0", last: from.last, redo: from.redo, view: from.view, doc: article.doc(), have: article.doc(), request: requestId(), seconds: seconds().toFixed(2) };
    state.since = Date.now();
    state.away = 0;
    const all = { ...common, ...values };
    state.sending = { path, values: all };
    return htmx.ajax("POST", path, { target: `#${card().id}`, swap: "outerHTML", values: all });
  }).then(() => { state.sending = null; });
  return state.chain;
}

const act = (action, value) => post("/act", value === undefined ? { action } : { action, value });
const set = (patch) => act("set", JSON.stringify(patch));

document.addEventListener("htmx:error", () => tell(byId("texts").dataset.offline, state.sending));
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) state.failed = state.sending;
});
// The field that is being written in outlives the answer to the one before it.
document.addEventListener("htmx:before:swap", () => {
  state.swapping = true;
  const field = document.activeElement;
  state.writing = null;
  if (field?.closest?.("#card") && field.name) state.writing = { unit: unit()?.id, name: field.name, value: field.value, clean: field.value === field.defaultValue, at: [field.selectionStart, field.selectionEnd] };
});
document.addEventListener("htmx:after:swap", () => {
  if (state.failed) {
    tell(byId("message").textContent, state.failed);
    state.failed = null;
  }
  state.swapping = false;
  arrived();
  goOnWriting();
});

function goOnWriting() {
  const { writing } = state;
  const field = writing && document.querySelector(`#card [name=${writing.name}]`);
  state.writing = null;
  if (!field || document.activeElement === field) return;
  if (writing.unit !== unit()?.id) return;
  if (!writing.clean) field.value = writing.value;
  field.focus();
  field.setSelectionRange(...writing.at);
}

// After each answer: draw what changed, and go to the quotation if it is another one.
function arrived() {
  if (state.card === card() && card()) return; // another part of the page: what is selected in the article stays
  state.card = card();
  const delta = byId("delta");
  const other = byId("article") && byId("article") !== state.article;
  if (other) {
    state.article = byId("article");
    article.read();
  } else if (delta?.dataset.marks) article.update(JSON.parse(delta.dataset.marks));
  if (delta) delta.removeAttribute("data-marks");
  const now = unit();
  const moved = now?.id !== state.unit;
  if (byId("card")) article.show(now?.id, now?.parts ?? {});
  if (!byId("card") || (!moved && !other)) return;
  state.unit = now?.id;
  state.since = Date.now();
  state.away = 0;
  close();
  if (card().dataset.section) guide(card().dataset.section);
  article.scroll();
  byId("card").scrollTo?.(0, 0);
  const address = new URLSearchParams(card().dataset.view);
  if (now) address.set("item", now.id);
  history.replaceState(null, "", `/work?${address}`);
}

function go(step) {
  const from = card().dataset;
  const query = new URLSearchParams(from.view);
  query.set("item", unit()?.id ?? "");
  query.set("step", step);
  query.set("have", article.doc());
  state.chain = state.chain.then(() => htmx.ajax("GET", `/step?${query}`, { target: "#card", swap: "outerHTML" }));
}

function open(id) {
  const query = new URLSearchParams(card().dataset.view);
  query.set("to", id);
  query.set("have", article.doc());
  state.chain = state.chain.then(() => htmx.ajax("GET", `/step?${query}`, { target: "#card", swap: "outerHTML" }));
}

// The guidelines for the field at hand.
function guide(section) {
  if (!byId("guide") || state.section === section) return;
  state.section = section;
  for (const tab of document.querySelectorAll("[data-guide]")) tab.setAttribute("aria-pressed", tab.dataset.guide === section);
  // With a source of its own: htmx lets one request of a source wait for another, or drops it.
  htmx.ajax("GET", `/guide?section=${section}`, { source: "#guide-pane", target: "#guide", swap: "outerHTML" });
}

const FIELD_GUIDES = { type: "type", category: "speaker", speaker: "speaker" };

function menu(name) {
  close();
  guide(FIELD_GUIDES[name]);
  const shown = document.querySelector(`.menu[data-name=${name}]`);
  if (!shown) return;
  shown.hidden = false;
  state.menu = shown;
  shown.querySelector("button")?.focus();
}

function close() {
  if (state.menu) state.menu.hidden = true;
  state.menu = null;
  if (state.edit) stopEditing();
}

// A part by the selected words, added to what there is with Shift; without a selection by arrow keys.
function part(name, more) {
  const now = unit();
  const selected = article.selection();
  if (!now) return;
  if (!selected) {
    edit(name, now.parts[name]);
    return;
  }
  getSelection().removeAllRanges();
  set({ [name]: pairs(more ? [...now.parts[name], selected] : [selected]) });
}

function edit(name, spans) {
  close();
  const words = article.words();
  if (!words.length) return;
  const anchor = unit()?.parts.spans.at(-1)?.[1] ?? 0;
  const start = spans.length ? spans.map((span) => [...span]) : [[...(words.find(([a]) => a >= anchor) ?? words[0])]];
  state.edit = { name, spans: start, at: 0 };
  const label = document.querySelector(`#help .legend .p-${name === "new" ? "spans" : name}`).textContent;
  byId("edit").textContent = byId("texts").dataset.edit.replace("{part}", label);
  byId("edit").hidden = false;
  drawEdit();
}

function drawEdit() {
  const { name, spans } = state.edit;
  const parts = { ...(name === "new" ? {} : (unit()?.parts ?? {})), [name === "new" ? "spans" : name]: spans };
  article.show(unit()?.id ?? "new", parts);
  document.querySelector(`#article .p-${name === "new" ? "spans" : name}`)?.scrollIntoView({ block: "nearest" });
}

function stopEditing() {
  state.edit = null;
  byId("edit").hidden = true;
  const now = unit();
  article.show(now?.id, now?.parts ?? {});
}

function moved(at, step, ends, byLetter) {
  if (byLetter) return Math.min(Math.max(at + step, 0), article.last());
  const borders = article.words().map((word) => word[ends ? 1 : 0]);
  if (step > 0) return borders.find((border) => border > at) ?? at;
  return borders.findLast((border) => border < at) ?? at;
}

function editKey(event) {
  const { name, spans } = state.edit;
  const span = spans[state.edit.at];
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
  if (step) {
    const ends = !event.shiftKey;
    for (let i = 0; i < Math.abs(step); i++) {
      const to = moved(span[ends ? 1 : 0], Math.sign(step), ends, event.altKey);
      if (ends ? to > span[0] : to < span[1]) span[ends ? 1 : 0] = to;
    }
  } else if (event.key === "Tab") state.edit.at = (state.edit.at + 1) % spans.length;
  else if (event.key === "+") {
    const next = article.words().find(([a]) => a >= span[1] + 1);
    if (next) state.edit.at = spans.push([...next]) - 1;
  } else if (event.key === "Delete" || event.key === "Backspace") {
    spans.splice(state.edit.at, 1);
    state.edit.at = 0;
    if (!spans.length) return saveEdit(name, []);
  } else if (event.key === "Enter") return saveEdit(name, spans);
  else if (event.key === "Escape") return stopEditing();
  else return;
  drawEdit();
}

function saveEdit(name, spans) {
  state.edit = null;
  byId("edit").hidden = true;
  if (name === "new") {
    if (spans.length) act("add", JSON.stringify(pairs(spans)));
    else stopEditing();
  } else set({ [name]: pairs(spans) });
}

const DO = {
  accept: () => act("accept"),
  reject: () => act("reject"),
  skip: () => act("skip"),
  reopen: () => act("reopen"),
  undo: () => post("/undo", {}),
  redo: () => post("/redo", {}),
  spokesperson: () => set({ speaker_is_spokesperson: !unit().values.speaker_is_spokesperson }),
  help() {
    byId("help").showModal();
    byId("help").scrollTop = 0; // the focus is on the last button
  },
  add() {
    const selected = article.selection();
    getSelection().removeAllRanges();
    if (selected) act("add", JSON.stringify(pairs([selected])));
    else edit("new", []);
  },
  check: () => post("/act", { action: "check", version: document.querySelector("[data-do=check]").dataset.version }),
  uncheck: () => post("/act", { action: "uncheck", version: document.querySelector("[data-do=uncheck]").dataset.version }),
};

function speaker() {
  const selected = article.selection();
  if (!selected) return menu("speaker");
  getSelection().removeAllRanges();
  return set({ speaker_name: article.text(selected) });
}

const KEYS = {
  a: DO.accept, r: DO.reject, s: DO.skip, o: DO.reopen, b: DO.spokesperson, "+": DO.add,
  j: () => go(1), k: () => go(-1),
  1: () => set({ stance: "favor" }), 2: () => set({ stance: "against" }), 3: () => set({ stance: "mixed" }), 4: () => set({ stance: "none" }),
  t: () => menu("type"), g: () => menu("category"), p: speaker,
  i: () => document.querySelector("#card input[name=speaker_name]")?.select(),
  n: () => document.querySelector("#card textarea")?.focus(),
  v: () => document.querySelector("#card [data-whole]")?.click(),
  D: () => document.querySelector("[data-do=check]")?.click(),
  h: () => guide(GUIDES[(GUIDES.indexOf(state.section) + 1) % GUIDES.length]),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (typing) return typingKey(event);
  if (byId("help")?.open) return undefined;
  if (state.edit) {
    if (event.key !== "Shift" && event.key !== "Alt") event.preventDefault();
    return editKey(event);
  }
  if (state.menu) return menuKey(event);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && byId("card")) {
    event.preventDefault();
    return event.shiftKey ? DO.redo() : DO.undo();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return undefined;
  const chosen = key(event);
  if (!chosen) return undefined;
  event.preventDefault();
  return chosen();
});

function key(event) {
  if (event.key === "?") return DO.help;
  if (event.key === "u") return () => location.assign(`/?${card()?.dataset.view ?? ""}`);
  if (event.key === "/" && byId("q")) return () => byId("q").focus();
  if (event.key === "w" && byId("start")) return () => byId("start").click();
  if (!byId("card")) return null;
  if (event.key === "z") return DO.undo;
  if (event.key === "y" || event.key === "Z") return DO.redo;
  if (event.key === "v" || event.key === "+" || event.key === "D") return KEYS[event.key];
  if (!unit()) return null;
  const lower = event.key.toLowerCase();
  if (PARTS[lower]) return () => part(PARTS[lower], event.shiftKey);
  return Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
}

function menuKey(event) {
  const buttons = [...state.menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const chosen = state.menu.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (event.key === "Escape") close();
  else if (chosen) chosen.click();
  else if (event.key === "ArrowDown") buttons[(at + 1) % buttons.length].focus();
  else if (event.key === "ArrowUp") buttons[(at - 1 + buttons.length) % buttons.length].focus();
  else return;
  event.preventDefault();
}

function typingKey(event) {
  const { target } = event;
  if (event.key === "Escape") {
    if (target.closest("#card") && target.tagName === "INPUT") target.value = target.defaultValue;
    target.blur();
  } else if (event.key === "Enter" && target.closest("#card") && (target.tagName === "INPUT" || event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    target.blur();
  } else if (event.key === "Enter" && target.id === "q") {
    event.preventDefault();
    target.blur();
  }
}

// What was written is saved when the field is left.
document.addEventListener("focusout", (event) => {
  const { target } = event;
  if (state.swapping || !target.matches("#card input, #card textarea") || target.value === target.defaultValue) return;
  if (target.tagName === "TEXTAREA") act("note", target.value);
  else set({ [target.name]: target.value.trim() || null });
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("#card .fields input")) guide("speaker");
});

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-guide]");
  if (tab) return guide(tab.dataset.guide);
  const button = event.target.closest("[data-do], [data-set], [data-menu], [data-part]");
  if (button) {
    const { dataset } = button;
    if (dataset.do) DO[dataset.do]();
    else if (dataset.menu) dataset.menu === "speaker" ? speaker() : menu(dataset.menu);
    else if (dataset.part) part(dataset.part, event.shiftKey);
    else {
      close();
      set(JSON.parse(dataset.set));
    }
    return undefined;
  }
  const mark = event.target.closest("#article mark");
  if (mark && getSelection().isCollapsed && !state.edit) openAt(mark);
  return undefined;
});

// A click on another quotation opens it; the innermost where several lie there.
function openAt(mark) {
  const range = document.createRange();
  range.selectNodeContents(mark);
  const selected = getSelection();
  selected.removeAllRanges();
  selected.addRange(range);
  const place = article.selection();
  selected.removeAllRanges();
  const id = place && article.at(place);
  if (id && id !== unit()?.id) open(id);
}

document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#card button")) event.preventDefault(); // so that the selection stays
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const request = form.matches("[data-request]") && form.querySelector("[name=request]");
  if (request && !request.value) request.value = requestId();
  const here = form.querySelector("[data-here]");
  if (here) here.value = location.pathname + location.search;
});

window.addEventListener("beforeunload", (event) => {
  if (document.activeElement?.closest?.("#card input, #card textarea") && document.activeElement.value !== document.activeElement.defaultValue) event.preventDefault();
});

arrived();
document.documentElement.dataset.ready = ""; // keys are heard from now on
