// The page: unpacks the data, draws the figures, filters them together, and opens the quotations behind a bar.
"use strict";
(async () => {
  const setup = JSON.parse(document.getElementById("setup").textContent);
  const text = (key, fill = {}) => (setup.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in fill ? fill[name] : whole));
  const locale = setup.language === "de" ? "de-DE" : "en-GB";
  const whole = new Intl.NumberFormat(locale), percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const SIGNS = { favor: "▲", against: "▼", mixed: "◆", none: "·" };
  const make = (tag, options = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name in node && name !== "list") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
  };
  const level = (facet, name) => {
    const key = `level.${facet}.${name}`;
    return key in setup.texts ? setup.texts[key] : facet === "flag" ? name.replaceAll("_", " ") : name;
  };

  if (typeof DecompressionStream === "undefined") { document.getElementById("problem").textContent = text("problem.old"); return; }
  async function unpacked(id) {
    const bytes = Uint8Array.from(atob(document.getElementById(id).textContent.trim()), c => c.charCodeAt(0));
    return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text());
  }
  function prepared(data) {
    const n = data.document.length, facets = {};
    for (const [name, f] of Object.entries(data.facets)) {
      const codes = Int32Array.from(f.codes);
      const rows = f.rows ? Int32Array.from(f.rows) : Int32Array.from({ length: n }, (_, i) => i);
      facets[name] = { levels: f.levels, ordered: f.ordered, codes, rows, values: f.values ? Int8Array.from(f.values) : null };
    }
    const seeds = Uint32Array.from(data.seeds);
    return { ...data, n, judged: data.judged ? prepared(data.judged) : null, doc: Int32Array.from(data.document), stance: Int8Array.from(data.stance), day: Int32Array.from(data.day),
      facets, seeds, draws: setup.draws, weight: Numbers.weights(seeds, setup.draws, setup.thresholds) };
  }
  const sides = [];
  for (const [i, side] of setup.sides.entries()) {
    const table = prepared(await unpacked(`data-${i}`));
    const whole = t => ({ ...side, table: t, mask: new Uint8Array(t.n).fill(1) });
    sides.push({ ...whole(table), judged: table.judged ? whole(table.judged) : null });
  }
  window.report = { sides, setup, Numbers };

  // ---- filters -------------------------------------------------------------------------------------------------
  const filters = document.getElementById("filters"), chosen = {};
  const SELECTS = ["stance", "type", "category", "party", "state", "outlet", "review", "flag"];
  const later = (f, wait) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(f, wait); }; };
  const refresh = later(() => update(), 180);
  function field(key, control) { filters.append(make("label", {}, make("span", { textContent: text(key) }), control)); return control; }
  field("filter.search", make("input", { type: "search", id: "search", oninput: e => { chosen.search = e.target.value.trim().toLowerCase(); refresh(); } }));
  const names = Numbers.groups(sides, "speaker", 2000, false);
  filters.append(make("datalist", { id: "names" }, ...names.map(name => make("option", { value: name }))));
  const speaker = field("filter.speaker", make("input", { id: "filter-speaker", list: "names", oninput: e => { chosen.speaker = e.target.value; refresh(); } }));
  for (const facet of SELECTS) {
    const levels = Numbers.groups(sides, facet, 300, false);
    if (levels.length < 2) continue;
    field(`facet.${facet}`, make("select", { id: `filter-${facet}`, onchange: e => { chosen[facet] = e.target.value; refresh(); } },
      make("option", { value: "", textContent: text("filter.all") }), ...levels.map(name => make("option", { value: name, textContent: level(facet, name) }))));
  }
  const days = sides.flatMap(({ table }) => Array.from(table.day)).filter(day => day !== Numbers.NO_DAY);
  if (days.length) {
    const first = days.reduce((a, b) => Math.min(a, b)), last = days.reduce((a, b) => Math.max(a, b));
    for (const [name, day] of [["from", first], ["to", last]]) {
      field(`filter.${name}`, make("input", { type: "date", id: `filter-${name}`, min: Numbers.iso(first), max: Numbers.iso(last),
        onchange: e => { chosen[name] = e.target.value ? Math.round(Date.parse(e.target.value) / 86400000) : undefined; refresh(); } }));
    }
  }
  field("filter.confidence", make("input", { type: "range", id: "filter-confidence", min: 0, max: 100, value: 0, step: 5,
    oninput: e => { chosen.confidence = Number(e.target.value); document.getElementById("least").textContent = percent.format(e.target.value / 100); refresh(); } })).after(make("output", { id: "least" }));
  filters.append(make("button", { type: "button", id: "reset", textContent: text("filter.reset"), onclick: () => {
    for (const key of Object.keys(chosen)) delete chosen[key];
    for (const control of filters.querySelectorAll("input, select")) control.value = control.type === "range" ? 0 : "";
    document.getElementById("least").textContent = ""; update();
  } }), make("output", { id: "left", role: "status" }));

  function narrow(side) {
    const { table, mask } = side;
    mask.fill(1);
    for (const facet of [...SELECTS, "speaker"]) {
      if (!chosen[facet]) continue;
      const f = table.facets[facet];
      const wanted = f.levels.map(name => (facet === "speaker" ? name.toLowerCase().includes(chosen.speaker.toLowerCase()) : name === chosen[facet]));
      const hit = new Uint8Array(table.n);
      for (let e = 0; e < f.codes.length; e++) if (wanted[f.codes[e]]) hit[f.rows[e]] = 1;
      for (let r = 0; r < table.n; r++) mask[r] &= hit[r];
    }
    for (let r = 0; r < table.n; r++) {
      if (!mask[r]) continue;
      const day = table.day[r];
      if ((chosen.from !== undefined && day < chosen.from) || (chosen.to !== undefined && (day > chosen.to || day === Numbers.NO_DAY)) ||
        (chosen.confidence && table.confidence[r] < chosen.confidence * 100) || (chosen.search && !found(table, r))) mask[r] = 0;
    }
  }
  function found(table, r) {
    const words = table.words[r], source = table.sources[table.doc[r]] || [];
    return Boolean(words) && [words[1], words[4], words[5], words[6], source[0], source[1]].some(x => x && x.toLowerCase().includes(chosen.search));
  }

  // ---- quotations ----------------------------------------------------------------------------------------------
  const show = (side, id) => `quotes show ${quoted(side.path)} --document ${quoted(id)}`;
  const quoted = word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  function source(side, r) {
    const [id, title, url, outlet, published] = side.table.sources[side.table.doc[r]] || [""];
    return { id, title: title || id || text("words.absent"), url: /^https?:\/\//i.test(url || "") ? url : "", outlet, published: (published || "").slice(0, 10) };
  }
  const stanceOf = (side, r) => Numbers.STANCES[side.table.stance[r]];
  const typeOf = (side, r) => { const f = side.table.facets.type; return f.levels[f.codes[r]]; };
  function card(side, r) {
    const words = side.table.words[r], stance = stanceOf(side, r), from = source(side, r);
    if (!words) return make("li", { className: "soft", textContent: text("words.absent") });
    const who = [words[4] || text("words.unknown"), words[5], words[6]].filter(Boolean).join(", ");
    return make("li", { className: `quotation stance-${stance}` },
      make("blockquote", { lang: "de" }, make("span", { className: "soft", textContent: words[7] || "" }), make("mark", { textContent: words[1] }), make("span", { className: "soft", textContent: words[8] || "" })),
      make("p", {}, make("b", { textContent: who }), ` · ${SIGNS[stance]} ${level("stance", stance)} · ${level("type", typeOf(side, r))} · ${text("column.confidence")} ${percent.format(side.table.confidence[r] / 10000)}`),
      make("p", { className: "soft" }, from.url ? make("a", { href: from.url, rel: "noopener noreferrer", textContent: from.title }) : from.title,
        [from.outlet, from.published, text("words.offsets", { start: words[2], end: words[3] }), words[0]].filter(Boolean).map(x => ` · ${x}`).join("")),
      side.folder ? make("p", {}, make("code", { textContent: show(side, from.id) })) : null);
  }
  const dialog = document.getElementById("quotations"), list = dialog.querySelector("ol");
  function open(title, side, rows) {
    dialog.querySelector("h2").textContent = title;
    dialog.querySelector(".facts").textContent = (sides.length > 1 ? side.label + " · " : "") + text("words.count", { n: whole.format(rows.length) });
    list.replaceChildren();
    const more = dialog.querySelector(".more"), page = () => {
      const next = rows.slice(list.children.length, list.children.length + 50);
      list.append(...next.map(r => card(side, r)));
      more.hidden = list.children.length >= rows.length;
    };
    more.onclick = page; page();
    dialog.showModal(); dialog.scrollTop = 0;
  }
  dialog.addEventListener("click", e => { if (e.target === dialog) dialog.close(); });
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());

  // ---- figures -------------------------------------------------------------------------------------------------
  const COLUMNS = {
    balance: ["group", "n", "documents", "taking", "favor", "against", "mixed", "none", "balance", "low", "high"],
    share: ["group", "n", "documents", "share", "low", "high"], rate: ["group", "n", "documents", "yes", "share", "low", "high"],
    lines: ["period", "n", "favor", "against", "mixed", "none", "favor_share", "favor_low", "favor_high", "against_share", "against_low", "against_high"],
    volume: ["period", "n", "favor", "against", "mixed", "none"], dots: ["group", "day", "n", "favor", "against", "mixed", "position", "first", "last", "changed"],
    curve: ["speakers", "quotations"],
  };
  const SHARES = new Set(["share", "low", "high", "balance", "favor_share", "favor_low", "favor_high", "against_share", "against_low", "against_high", "speakers", "quotations"]);
  const columnsOf = figure => COLUMNS[figure.measure ? "rate" : figure.picture];
  const cell = (figure, name, value) => {
    if (value === null || value === undefined) return "–";
    if (name === "group") return level(figure.facet, value);
    if (name === "position") return level("stance", value);
    if (typeof value === "boolean") return text(value ? "yes" : "no");
    return SHARES.has(name) ? percent.format(value) : typeof value === "number" ? whole.format(value) : value;
  };
  function decorated(figure, rows) {
    return rows.map(row => ({ ...row,
      label: row.group === undefined ? row.period : level(figure.facet, row.group) + (row.changed ? " ⇄" : "") + (row.small ? " °" : ""),
      info: text(`info.${figure.measure ? "rate" : figure.picture}`, { ...row, share: row.share === null || row.share === undefined ? "–" : percent.format(row.share) }) }));
  }
  const narrowScreen = matchMedia("(max-width: 640px)");
  function fitted(spec, width) {
    const copy = structuredClone(spec);
    copy.width = "container";
    if (width < 440) {
      copy.config.axis.labelLimit = 130;
      if (copy.layer) copy.layer = copy.layer.filter(layer => !layer.name?.startsWith("counts"));
      for (const layer of copy.layer || []) {
        const scale = layer.encoding?.x?.scale;
        if (scale?.domain && scale.domain[1] > 1) scale.domain = [scale.domain[0], 1];
      }
    }
    return copy;
  }
  const embed = { actions: false, logLevel: 1, renderer: "svg", formatLocale: setup.formats.number, timeFormatLocale: setup.formats.time };
  const figures = setup.figures.map(figure => {
    const node = document.getElementById(figure.id);
    return { figure, node, empty: node.querySelector(".empty"), note: node.querySelector(".left-out"), panels: sides.map((side, i) => {
      const panel = node.querySelectorAll(".panel")[i];
      return { side, panel, chart: panel.querySelector(".chart"), table: panel.querySelector("tbody"), view: null, rows: [] };
    }) };
  });
  const hasAny = (figure, rows) => rows.some(row => (figure.picture === "balance" ? row.taking > 0 : figure.picture === "lines" ? row.favor_share !== null : true));
  function problem(entry, error) {
    console.error(entry.figure.id, error);
    document.getElementById("problem").textContent = text("problem.figure", { figure: text(`figure.${entry.figure.id}`), error: error.message });
  }
  async function draw(entry, numbers) {
    const { figure } = entry, some = numbers.some(rows => hasAny(figure, rows));
    entry.empty.hidden = some;
    entry.node.querySelector(".csv").hidden = !some;
    entry.node.querySelector(".panels").hidden = !some;
    const small = numbers.flat().filter(row => row.small).length;
    entry.note.textContent = [small ? text("note.small", { n: small }) : "", leftOut(figure)].filter(Boolean).join(" ");
    for (const [i, panel] of entry.panels.entries()) {
      panel.rows = numbers[i];
      table(entry, panel);
      if (!some) continue;
      const rows = decorated(figure, numbers[i]);
      if (panel.view) { await panel.view.data("rows", rows).resize().runAsync(); continue; }
      const spec = fitted(setup.pictures[figure.id], panel.chart.clientWidth);
      spec.data = { name: "rows", values: rows };
      panel.view = (await vegaEmbed(panel.chart, spec, embed)).view;
      panel.view.addEventListener("click", (_, item) => { if (item?.datum && figure.picture !== "curve") reveal(entry, panel, item.datum); });
    }
  }
  let unit = "month";
  // A day as it stands in the rows; Vega makes a time of it, in milliseconds.
  const dayOf = value => (typeof value === "string" ? value : Numbers.iso(Number(value) / 86400000));
  function reveal(entry, panel, row) {
    const full = panel.rows.find(r => (row.period !== undefined ? r.period === dayOf(row.period) : r.group === row.group && (row.day === undefined || r.day === dayOf(row.day))));
    const side = entry.figure.judged ? panel.side.judged : panel.side;
    if (full) open(`${text(`figure.${entry.figure.id}`)}: ${full.period ?? level(entry.figure.facet, full.group) + (full.day ? ", " + full.day : "")}`, side, Numbers.behind(entry.figure, side, full, unit));
  }
  function leftOut(figure) {
    if (!figure.facet || figure.judged) return "";
    const missing = sides.map(({ table, mask }) => {
      const has = new Uint8Array(table.n);
      for (const r of table.facets[figure.facet].rows) has[r] = 1;
      let n = 0;
      for (let r = 0; r < table.n; r++) n += mask[r] && !has[r];
      return n;
    });
    return missing.some(n => n > 0) && !["flag", "pair"].includes(figure.facet) ? text("note.missing", { n: missing.map(n => whole.format(n)).join(" / "), facet: text(`facet.${figure.facet}`) }) : "";
  }
  function table(entry, panel) {
    const { figure } = entry, columns = columnsOf(figure);
    panel.table.replaceChildren(...panel.rows.map(row => make("tr", { className: row.small ? "small" : "" }, ...columns.map((name, k) => {
      const value = cell(figure, name, row[name]);
      return make(k ? "td" : "th", k ? {} : { scope: "row" }, k || figure.picture === "curve" ? value : make("button", { type: "button", className: "link", textContent: value, onclick: () => reveal(entry, panel, row) }));
    }))));
  }
  function csv(entry) {
    const columns = columnsOf(entry.figure), several = sides.length > 1;
    const line = cells => cells.map(value => (/[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ""))).join(",");
    const lines = [line([...(several ? ["dataset"] : []), ...columns, "small"])];
    for (const panel of entry.panels) for (const row of panel.rows) lines.push(line([...(several ? [panel.side.label] : []), ...columns.map(name => row[name]), row.small ?? ""]));
    const link = make("a", { href: URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" })), download: `${entry.figure.id}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  for (const entry of figures) {
    entry.node.querySelector(".csv").addEventListener("click", () => csv(entry));
    for (const { panel } of entry.panels) panel.querySelector("thead tr").append(...columnsOf(entry.figure).map(name => make("th", { scope: "col", textContent: text(`column.${name}`) })));
  }

  // ---- all quotations ------------------------------------------------------------------------------------------
  const grid = document.getElementById("all"), body = grid.querySelector("tbody"), PAGE = 50;
  let page = 0, order = { column: "", sign: 1 }, all = [];
  const KEYS = { date: (s, r) => s.table.day[r], speaker: (s, r) => (s.table.words[r] || [])[4] || "￿", stance: (s, r) => s.table.stance[r],
    type: (s, r) => typeOf(s, r), text: (s, r) => (s.table.words[r] || [])[1] || "￿", article: (s, r) => source(s, r).title, confidence: (s, r) => s.table.confidence[r] };
  grid.querySelectorAll("thead button").forEach(button => button.addEventListener("click", () => {
    order = { column: button.dataset.key, sign: order.column === button.dataset.key ? -order.sign : 1 };
    page = 0; rowsOfAll();
  }));
  function rowsOfAll() {
    all = [];
    for (const side of sides) for (let r = 0; r < side.table.n; r++) if (side.mask[r]) all.push([side, r]);
    const key = KEYS[order.column];
    if (key) all = all.map(x => [x, key(...x)]).sort((a, b) => order.sign * (typeof a[1] === "string" ? a[1].localeCompare(b[1], locale) : a[1] - b[1])).map(x => x[0]);
    grid.querySelectorAll("thead th").forEach(th => th.setAttribute("aria-sort", th.firstElementChild.dataset.key !== order.column ? "none" : order.sign > 0 ? "ascending" : "descending"));
    turn();
  }
  function turn() {
    const pages = Math.max(1, Math.ceil(all.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    document.getElementById("page").textContent = text("table.page", { page: page + 1, pages, n: whole.format(all.length) });
    body.replaceChildren(...all.slice(page * PAGE, page * PAGE + PAGE).map(([side, r]) => {
      const words = side.table.words[r], from = source(side, r), stance = stanceOf(side, r);
      return make("tr", {}, ...[from.published, words ? words[4] || "–" : "–", make("span", { className: `sign stance-${stance}`, textContent: `${SIGNS[stance]} ${level("stance", stance)}` }), level("type", typeOf(side, r)),
        make("button", { type: "button", className: "link quote", lang: "de", textContent: words ? words[1] : text("words.absent"), onclick: () => open(from.title, side, [r]) }),
        from.title, percent.format(side.table.confidence[r] / 10000)].map(x => make("td", {}, x)));
    }));
  }
  document.getElementById("before").addEventListener("click", () => { page--; turn(); });
  document.getElementById("after").addEventListener("click", () => { page++; turn(); });

  // ---- all together --------------------------------------------------------------------------------------------
  function facts() {
    for (const [i, side] of sides.entries()) {
      const { table, mask } = side, rows = [];
      for (let r = 0; r < table.n; r++) if (mask[r]) rows.push(r);
      const row = Numbers.stanceRow(table, rows, new Numbers.Tally(table.seeds.length), new Numbers.Tally(table.seeds.length));
      const share = name => (rows.length ? percent.format(rows.reduce((n, r) => n + table.measures[name][r], 0) / rows.length) : "–");
      const signed = x => (x > 0 ? "+" : "") + percent.format(x);
      const values = { quotations: whole.format(row.n), documents: whole.format(row.documents), named: share("named"), flagged: share("flagged"), reviewed: share("reviewed"),
        balance: row.balance === null ? "–" : signed(row.balance) + (row.low === null ? "" : ` (${signed(row.low)} … ${signed(row.high)})`),
        favor: whole.format(row.favor), against: whole.format(row.against), mixed: whole.format(row.mixed), none: whole.format(row.none) };
      for (const node of document.querySelectorAll(`[data-side="${i}"] [data-fact]`)) node.textContent = values[node.dataset.fact];
    }
  }
  let busy = false, again = false;
  async function update() {
    if (busy) { again = true; return; }
    busy = true;
    for (const side of sides) { narrow(side); if (side.judged) narrow(side.judged); }
    const n = sides.map(({ mask }) => mask.reduce((a, b) => a + b, 0)), total = sides.map(({ table }) => table.n);
    document.getElementById("left").textContent = text("filter.left", { n: n.map(x => whole.format(x)).join(" / "), total: total.map(x => whole.format(x)).join(" / ") });
    facts();
    page = 0; rowsOfAll();
    unit = Numbers.unitOf(sides);
    for (const entry of figures) {
      try { await draw(entry, Numbers.rowsOf(entry.figure, sides)); } catch (error) { problem(entry, error); }
    }
    const gini = sides.map(({ table, mask }) => Numbers.lorenz(table, mask, "speaker").gini);
    document.getElementById("gini").textContent = text("note.gini", { gini: gini.map(g => (g === null ? "–" : g.toLocaleString(locale, { maximumFractionDigits: 2 }))).join(" / ") });
    busy = false;
    document.body.dataset.drawn = String(Number(document.body.dataset.drawn || 0) + 1);
    if (again) { again = false; update(); }
  }
  narrowScreen.addEventListener("change", () => { for (const { panels } of figures) for (const panel of panels) { panel.view?.finalize(); panel.view = null; } update(); });
  await update();
})();
