// The numbers behind the figures, for what the filters leave: the same as quotes/report/numbers.py and times.py.
// A table has doc, stance, day, confidence (typed arrays by quotation), facets, measures, seeds (by document).
"use strict";
const Numbers = (() => {
  const STANCES = ["favor", "against", "mixed", "none"], FAVOR = 0, AGAINST = 1, NONE = 3;
  const NO_DAY = -1000000, NOT_ASKED = -1, SMALL_QUOTATIONS = 5, SMALL_DOCUMENTS = 3;
  const UNITS = ["day", "week", "month", "year"], WANTED = 5, PERIODS = 120, KERNEL = [1, 2, 3, 2, 1];
  const SIZES = { day: 1, week: 7, month: 30.4375, year: 365.25 };
  const isSmall = (quotations, documents) => quotations < SMALL_QUOTATIONS || documents < SMALL_DOCUMENTS;
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function weights(seeds, draws, thresholds) {
    const found = new Uint8Array(seeds.length * draws);
    for (let d = 0; d < seeds.length; d++) for (let b = 0; b < draws; b++) {
      let x = (seeds[d] ^ Math.imul(b + 1, 0x9e3779b9)) >>> 0;
      x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
      x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
      x = (x ^ (x >>> 16)) >>> 0;
      let k = 0;
      while (k < thresholds.length && x >= thresholds[k]) k++;
      found[d * draws + b] = k;
    }
    return found;
  }

  // Counts by document, for the documents that have any.
  class Tally {
    constructor(size) { this.part = new Float64Array(size); this.whole = new Float64Array(size); this.seen = new Uint8Array(size); this.docs = []; }
    add(doc, part, whole) {
      if (!this.seen[doc]) { this.seen[doc] = 1; this.docs.push(doc); }
      this.part[doc] += part; this.whole[doc] += whole;
    }
    get documents() { return this.docs.reduce((n, d) => n + (this.whole[d] > 0), 0); }
    sum(name) { return this.docs.reduce((n, d) => n + this[name][d], 0); }
    clear() { for (const d of this.docs) { this.part[d] = this.whole[d] = this.seen[d] = 0; } this.docs = []; return this; }
  }

  function interval(table, tally) {
    const there = tally.docs.filter(d => tally.whole[d] > 0), draws = table.draws;
    if (there.length < 2) return [null, null];
    const above = new Float64Array(draws), below = new Float64Array(draws);
    for (const d of there) {
      const part = tally.part[d], whole = tally.whole[d], at = d * draws;
      for (let b = 0; b < draws; b++) { const w = table.weight[at + b]; above[b] += part * w; below[b] += whole * w; }
    }
    const shares = [];
    for (let b = 0; b < draws; b++) if (below[b] > 0) shares.push(above[b] / below[b]);
    if (!shares.length) return [null, null];
    shares.sort((a, b) => a - b);
    return [0.025, 0.975].map(q => {
      const at = (shares.length - 1) * q, low = Math.floor(at), high = Math.min(low + 1, shares.length - 1);
      return shares[low] + (shares[high] - shares[low]) * (at - low);
    });
  }

  // The entries of a facet by level, for the quotations of the mask: level -> list of entry numbers.
  function byLevel(table, mask, name) {
    const facet = table.facets[name], found = new Map();
    for (let e = 0; e < facet.codes.length; e++) {
      if (!mask[facet.rows[e]]) continue;
      const level = facet.levels[facet.codes[e]], list = found.get(level);
      if (list) list.push(e); else found.set(level, [e]);
    }
    return found;
  }

  function groups(sides, name, top, stanced) {
    const most = new Map(), place = new Map();
    for (const { table, mask } of sides) {
      const facet = table.facets[name];
      facet.levels.forEach((level, i) => { if (!place.has(level)) place.set(level, i); });
      for (const [level, entries] of byLevel(table, mask, name)) {
        const before = most.get(level) || [0, 0];
        const taking = stanced ? entries.filter(e => table.stance[facet.rows[e]] !== NONE).length : 0;
        most.set(level, [before[0] + taking, before[1] + entries.length]);
      }
    }
    const levels = [...most.keys()];
    if (sides.some(({ table }) => table.facets[name].ordered)) return levels.sort((a, b) => place.get(a) - place.get(b) || compare(a, b));
    return levels.sort((a, b) => most.get(b)[0] - most.get(a)[0] || most.get(b)[1] - most.get(a)[1] || compare(a, b)).slice(0, top);
  }

  function stanceRow(table, rows, tally, all) {
    const counts = [0, 0, 0, 0];
    tally.clear(); all.clear();
    for (const r of rows) {
      const s = table.stance[r], d = table.doc[r];
      counts[s]++; all.add(d, 1, 1);
      if (s !== NONE) tally.add(d, s === FAVOR ? 1 : s === AGAINST ? -1 : 0, 1);
    }
    const taking = counts[0] + counts[1] + counts[2], [low, high] = interval(table, tally);
    return { n: rows.length, documents: all.documents, taking, favor: counts[0], against: counts[1], mixed: counts[2], none: counts[3],
      balance: taking ? (counts[FAVOR] - counts[AGAINST]) / taking : null, low, high, small: isSmall(taking, tally.documents) };
  }

  function stance(table, mask, name, levels) {
    const entries = byLevel(table, mask, name), facet = table.facets[name];
    const tally = new Tally(table.seeds.length), all = new Tally(table.seeds.length);
    return levels.map(level => ({ group: level, ...stanceRow(table, (entries.get(level) || []).map(e => facet.rows[e]), tally, all) }));
  }

  function count(table, mask, name, levels) {
    const entries = byLevel(table, mask, name), facet = table.facets[name];
    const all = new Tally(table.seeds.length);
    for (let r = 0; r < table.n; r++) if (mask[r]) all.add(table.doc[r], 0, 1);
    const whole = all.sum("whole"), small = isSmall(whole, all.documents);
    return levels.map(level => {
      const mine = entries.get(level) || [], docs = new Set();
      for (const e of mine) { all.part[table.doc[facet.rows[e]]]++; docs.add(table.doc[facet.rows[e]]); }
      const [low, high] = interval(table, all);
      for (const d of docs) all.part[d] = 0;
      return { group: level, n: mine.length, documents: docs.size, share: whole ? mine.length / whole : null, low, high, small };
    });
  }

  function rate(table, mask, name, measure, levels) {
    const entries = byLevel(table, mask, name), facet = table.facets[name], tally = new Tally(table.seeds.length);
    const answer = e => (facet.values ? facet.values[e] : table.measures[measure][facet.rows[e]]);
    return levels.map(level => {
      tally.clear();
      for (const e of entries.get(level) || []) if (answer(e) !== NOT_ASKED) tally.add(table.doc[facet.rows[e]], answer(e), 1);
      const n = tally.sum("whole"), yes = tally.sum("part"), documents = tally.documents, [low, high] = interval(table, tally);
      return { group: level, n, documents, yes, share: n ? yes / n : null, low, high, small: isSmall(n, documents) };
    }).filter(row => row.n);
  }

  function lorenz(table, mask, name) {
    const counts = [...byLevel(table, mask, name).values()].map(list => list.length).sort((a, b) => a - b), size = counts.length;
    if (!size) return { rows: [], gini: null };
    const total = counts.reduce((a, b) => a + b, 0), sums = [0];
    for (const c of counts) sums.push(sums[sums.length - 1] + c);
    const at = size > 100 ? [...new Set(Array.from({ length: 101 }, (_, i) => Math.floor(size * i / 100)))] : Array.from({ length: size + 1 }, (_, i) => i);
    const weighted = counts.reduce((sum, c, i) => sum + (i + 1) * c, 0);
    return { rows: at.map(i => ({ speakers: i / size, quotations: sums[i] / total, even: i / size })),
      gini: 2 * weighted / (size * total) - (size + 1) / size };
  }

  const iso = day => new Date(day * 86400000).toISOString().slice(0, 10);
  const number = (y, m, d) => Math.round(Date.UTC(y, m, d) / 86400000);
  function startOf(day, unit) {
    const date = new Date(day * 86400000);
    if (unit === "day") return day;
    if (unit === "week") return day - (date.getUTCDay() + 6) % 7;
    return number(date.getUTCFullYear(), unit === "month" ? date.getUTCMonth() : 0, 1);
  }
  const nextStart = (start, unit) => (unit === "day" ? start + 1 : unit === "week" ? start + 7 : startOf(start + (unit === "month" ? 31 : 366), unit));

  function unitOf(sides) {
    let first = Infinity, last = -Infinity, taking = 0;
    const days = new Set();
    for (const { table, mask } of sides) for (let r = 0; r < table.n; r++) {
      const day = table.day[r];
      if (!mask[r] || day === NO_DAY) continue;
      first = Math.min(first, day); last = Math.max(last, day);
      if (table.stance[r] !== NONE) { taking++; days.add(day); }
    }
    const some = last >= first;
    for (const unit of UNITS) {
      const periods = some ? (last - first) / SIZES[unit] + 1 : 1;
      const filled = new Set([...days].map(day => startOf(day, unit))).size;
      if (periods <= PERIODS && taking >= WANTED * filled) return unit;
    }
    return some && last - first > 365.25 * 10 ? "year" : "month";
  }

  function overTime(table, mask, unit) {
    const by = new Map();
    let last = -Infinity;
    for (let r = 0; r < table.n; r++) {
      if (!mask[r] || table.day[r] === NO_DAY) continue;
      const start = startOf(table.day[r], unit);
      last = Math.max(last, start);
      if (by.has(start)) by.get(start).push(r); else by.set(start, [r]);
    }
    if (!by.size) return [];
    const periods = [Math.min(...by.keys())];
    while (periods[periods.length - 1] < last) periods.push(nextStart(periods[periods.length - 1], unit));
    const tallies = { favor: new Tally(table.seeds.length), against: new Tally(table.seeds.length) };
    return periods.map((start, i) => {
      const mine = by.get(start) || [], row = { period: iso(start), n: mine.length, favor: 0, against: 0, mixed: 0, none: 0 };
      for (const r of mine) row[STANCES[table.stance[r]]]++;
      let n = 0;
      tallies.favor.clear(); tallies.against.clear();
      KERNEL.forEach((w, k) => {
        const j = i + k - 2;
        if (j < 0 || j >= periods.length) return;
        for (const r of by.get(periods[j]) || []) {
          const s = table.stance[r];
          if (s === NONE) continue;
          n++;
          tallies.favor.add(table.doc[r], s === FAVOR ? w : 0, w);
          tallies.against.add(table.doc[r], s === AGAINST ? w : 0, w);
        }
      });
      for (const name of ["favor", "against"]) {
        const whole = tallies[name].sum("whole");
        row[name + "_share"] = whole ? tallies[name].sum("part") / whole : null;
        [row[name + "_low"], row[name + "_high"]] = interval(table, tallies[name]);
      }
      return { ...row, small: isSmall(n, tallies.favor.documents) };
    });
  }

  const position = (favor, against) => (favor > against ? "favor" : against > favor ? "against" : "mixed");
  function positions(table, mask, levels) {
    const entries = byLevel(table, mask, "speaker"), facet = table.facets.speaker, found = [];
    for (const level of levels) {
      const said = (entries.get(level) || []).map(e => facet.rows[e]).filter(r => table.day[r] !== NO_DAY), by = new Map();
      for (const r of said) {
        if (table.stance[r] === NONE) continue;
        const counts = by.get(table.day[r]) || [0, 0, 0];
        counts[table.stance[r]]++; by.set(table.day[r], counts);
      }
      const mine = [...by.keys()].sort((a, b) => a - b).map(day => {
        const [favor, against, mixed] = by.get(day);
        return { group: level, day: iso(day), n: favor + against + mixed, position: position(favor, against), favor, against, mixed };
      });
      const changed = mine.length > 0 && mine[0].position !== mine[mine.length - 1].position;
      let first = Infinity, last = -Infinity;
      for (const r of said) { first = Math.min(first, table.day[r]); last = Math.max(last, table.day[r]); }
      for (const row of mine) found.push({ ...row, first: iso(first), last: iso(last), changed });
    }
    return found;
  }

  function rowsOf(figure, sides) {
    const { picture, facet, measure, top } = figure;
    if (figure.judged) sides = sides.filter(s => s.judged).map(s => s.judged);
    if (picture === "lines" || picture === "volume") { const unit = unitOf(sides); return sides.map(s => overTime(s.table, s.mask, unit)); }
    if (picture === "curve") return sides.map(s => lorenz(s.table, s.mask, facet).rows);
    const levels = groups(sides, facet, top, picture === "balance" || picture === "dots");
    if (picture === "dots") return sides.map(s => positions(s.table, s.mask, levels));
    if (picture === "balance") return sides.map(s => stance(s.table, s.mask, facet, levels));
    if (measure) return sides.map(s => rate(s.table, s.mask, facet, measure, levels));
    return sides.map(s => count(s.table, s.mask, facet, levels));
  }

  // The quotations (row numbers) behind a row of a figure.
  function behind(figure, side, row, unit) {
    const { table, mask } = side, rows = [];
    if (row.period !== undefined) {
      const start = Math.round(Date.parse(row.period) / 86400000), end = nextStart(start, unit);
      for (let r = 0; r < table.n; r++) if (mask[r] && table.day[r] >= start && table.day[r] < end) rows.push(r);
      return rows;
    }
    const facet = table.facets[figure.facet];
    for (let e = 0; e < facet.codes.length; e++) {
      const r = facet.rows[e];
      if (!mask[r] || facet.levels[facet.codes[e]] !== row.group) continue;
      if (row.day !== undefined && (iso(table.day[r]) !== row.day || table.stance[r] === NONE)) continue;
      if (figure.measure && (facet.values ? facet.values[e] : table.measures[figure.measure][r]) === NOT_ASKED) continue;
      rows.push(r);
    }
    return rows;
  }

  return { STANCES, NO_DAY, weights, groups, stance, stanceRow, Tally, count, rate, lorenz, unitOf, overTime, positions, rowsOf, behind, iso };
})();
if (typeof module !== "undefined") module.exports = Numbers;
