/* Search: reads the month files that publish/search.py writes, the newest month first.
   No library, no innerHTML: what a feed wrote reaches the page as text only. */

const FORMAT = 1; // of the files; as in publish/search.py
const SHOWN = 10; // results at a time
const BUDGET = 90_000; // characters (half as many bytes on the wire) before we ask to go on
const AHEAD = 4; // months asked for at once

// -- words: the same as publish/search_words.py, or nothing is found ---------------------

const LONGEST = 40;
const PREFIX = 3;
const DROPPED = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200c-\u200f\u2060\ufe00-\ufe0f\ufeff]/gu;
const UNSPACED = /([\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\u{1b000}-\u{1b16f}\u{20000}-\u{323af}]+)/u;
const PLAIN = { ς: "σ", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", ħ: "h", þ: "th" };

function fold(text) {
  const bare = text.normalize("NFKD").replace(DROPPED, "").toUpperCase().toLowerCase();
  return bare.replace(/[ςæœøłđðħþ]/gu, (sign) => PLAIN[sign]).normalize("NFC");
}

/* The runs of a text as [signs of the run, whether its script is unspaced]. */
function runsOf(text) {
  const runs = [];
  for (const word of fold(text).split(/[^\p{L}\p{N}\p{M}]+/u)) {
    word.split(UNSPACED).forEach((run, at) => {
      if (run) runs.push([[...run], at % 2 === 1]);
    });
  }
  return runs;
}

const pairs = (signs) => signs.slice(0, -1).map((sign, at) => sign + signs[at + 1]);
const cut = (signs) => signs.slice(0, LONGEST).join("");

/* The terms that a headline is found by: what search_words.terms_of gives. */
export function termsOf(text) {
  return runsOf(text).flatMap(([signs, unspaced]) =>
    unspaced ? [...pairs(signs), signs.at(-1)] : [cut(signs)]);
}

export function bucketOf(term, buckets) {
  const signs = [...term].slice(0, UNSPACED.test([...term][0] ?? "") ? 1 : PREFIX);
  let hash = 2_166_136_261;
  for (const sign of signs) hash = Math.imul(hash ^ sign.codePointAt(0), 16_777_619) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) % buckets;
}

// -- the question ------------------------------------------------------------------------

/* What a reader typed as parts that must all be met: {term, begins, kind}. The last word may
   be a beginning, for it may not be whole yet; so may a lone sign of an unspaced script. */
export function partsOf(typed) {
  const parts = [];
  const open = /[\p{L}\p{N}\p{M}]$/u.test(typed);
  const pieces = typed.match(/\b(?:outlet|topic):"[^"]*"?|\S+/giu) ?? [];
  pieces.forEach((piece, at) => {
    const [, field, rest] = /^(?:(outlet|topic):)?(.*)$/isu.exec(piece);
    const kind = field ? `/${field[0].toLowerCase()}` : "";
    const runs = runsOf(rest);
    runs.forEach(([signs, unspaced], place) => {
      const last = open && at === pieces.length - 1 && place === runs.length - 1;
      const terms = !unspaced ? [cut(signs)] : signs.length > 1 ? pairs(signs) : signs;
      const begins = unspaced ? signs.length === 1 : last && signs.length >= PREFIX;
      for (const term of terms) parts.push({ term, begins, kind });
    });
  });
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
}

function meets({ term, begins, kind }, held) {
  if (!held.startsWith(term)) return false;
  if (kind && !held.endsWith(kind)) return false;
  return begins || held === term + kind || (!kind && held.at(term.length) === "/");
}

/* The numbers of a month's entries that meet a part, from its term file. */
function numbersIn(file, part) {
  const found = new Set();
  file.terms.forEach((held, at) => {
    if (!meets(part, held)) return;
    let number = 0;
    for (const gap of [file.in[at]].flat()) found.add((number += gap));
  });
  return found;
}

// -- the files ---------------------------------------------------------------------------

class Library {
  constructor(root) {
    this.root = root;
    this.files = new Map();
    this.read = 0;
  }

  /* A file of ours; asked once, and anew after it failed. */
  file(path) {
    if (!this.files.has(path)) {
      const asked = this.fetch(path);
      asked.catch(() => this.files.delete(path));
      this.files.set(path, asked);
    }
    return this.files.get(path);
  }

  async fetch(path) {
    const answer = await fetch(new URL(path, this.root));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    const text = await answer.text();
    this.read += text.length;
    const data = JSON.parse(text);
    if (typeof data.terms === "string") data.terms = data.terms.split(" ");
    return data;
  }

  async months() {
    const { format, months } = await this.file("months.json");
    if (format !== FORMAT) throw new Error("another format");
    return months
      .map(([name, entries, buckets, chunk, mark]) => ({ name, entries, buckets, chunk, mark }))
      .filter((month) => month.entries)
      .reverse();
  }

  terms(month, number) {
    return this.file(`${month.name}/t${String(number).padStart(2, "0")}.json?${month.mark}`);
  }

  entries(month, number) {
    return this.file(`${month.name}/d${String(number).padStart(2, "0")}.json?${month.mark}`);
  }
}

/* Yields {entry}, the newest first, or {paused: the last month that was read} when a lot was
   read: to ask for the next one is to go on. */
export async function* search(library, { parts, from, to }) {
  const inRange = ({ name }) => (!from || name >= from.slice(0, 7)) && (!to || name <= to.slice(0, 7));
  const months = (await library.months()).filter(inRange);
  // The longest word first: it is likely the rarest, and where it is not the rest is not read.
  const order = [...parts].sort((a, b) => b.term.length - a.term.length);
  let budget = BUDGET;
  let stop = library.read + budget;
  for (const [at, month] of months.entries()) {
    if (library.read > stop) {
      yield { paused: months[at - 1].name };
      budget *= 2;
      stop = library.read + budget;
    }
    const first = ({ name, buckets, mark }) =>
      library.terms({ name, mark }, order.length ? bucketOf(order[0].term, buckets) : 0);
    // The newest month may do; then some are read ahead, whose errors show when their turn comes.
    if (at % AHEAD === 1) months.slice(at, at + AHEAD).forEach((ahead) => first(ahead).catch(() => {}));
    const counts = (await first(month)).days;
    for (const [number, day] of await numbersOf(library, month, order, counts)) {
      if ((from && day < from) || (to && day > to)) continue;
      const file = await library.entries(month, Math.floor(number / month.chunk));
      yield { entry: entryOf(file, number % month.chunk, day) };
    }
  }
}

/* [number, day] of a month's entries that meet all parts, the newest first. */
async function numbersOf(library, month, parts, counts) {
  const days = counts.flatMap((count, at) =>
    Array(count).fill(`${month.name}-${String(at + 1).padStart(2, "0")}`));
  let numbers = [...days.keys()];
  for (const part of parts) {
    if (!numbers.length) break;
    const found = numbersIn(await library.terms(month, bucketOf(part.term, month.buckets)), part);
    numbers = numbers.filter((number) => found.has(number));
  }
  return numbers.reverse().map((number) => [number, days[number]]);
}

function entryOf(file, at, day) {
  const [topic, slug] = file.topics[file.topic[at]];
  return {
    title: file.title[at],
    url: file.url[at],
    outlet: file.outlets[file.outlet[at]],
    lang: file.langs[file.lang[at]],
    anchor: file.anchor[at],
    topic,
    slug,
    day,
  };
}

// -- the page ----------------------------------------------------------------------------

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(Boolean));
  return made;
}

const dayText = (iso, style) =>
  new Intl.DateTimeFormat(document.documentElement.lang || "en", { timeZone: "UTC", ...style })
    .format(new Date(`${iso}T00:00Z`));

function resultOf(entry, home) {
  const { title, url, outlet, lang, anchor, topic, slug, day } = entry;
  const place = new URL(`${day.replaceAll("-", "/")}/#${encodeURIComponent(anchor)}`, home).href;
  const link = element("a", {
    href: /^https?:\/\//i.test(url) ? url : place,
    rel: "noopener",
    lang,
    dir: "auto",
    textContent: title || outlet,
  });
  const when = element("time", { dateTime: day, textContent: dayText(day, { dateStyle: "long" }) });
  const section = new URL(`topics/${encodeURIComponent(slug)}/`, home).href;
  return element("li", { className: "line" },
    element("h2", { className: "headline" }, link),
    element("p", { className: "byline" },
      element("cite", { className: "outlet", dir: "auto", textContent: outlet }), " ",
      element("a", { href: place }, when), " ",
      topic && element("a", { href: section, textContent: topic })));
}

class Desk {
  constructor(form) {
    this.form = form;
    this.status = document.getElementById("search-status");
    this.list = document.getElementById("search-results");
    this.more = document.getElementById("search-more");
    this.library = new Library(new URL(".", location.href));
    this.home = new URL("..", location.href);
    this.found = null; // the running search
    this.asked = "";
    this.waiting = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    form.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(), 400);
    });
    this.more.addEventListener("click", () => this.show(true));
    addEventListener("popstate", () => this.open());
    this.open();
    form.hidden = false;
  }

  /* What the address asks for: ?q=…&from=…&to=…. */
  open() {
    const query = new URLSearchParams(location.search);
    for (const field of ["q", "from", "to"]) this.form.elements[field].value = query.get(field) ?? "";
    this.ask();
  }

  ask() {
    clearTimeout(this.waiting);
    const [q, from, to] = ["q", "from", "to"].map((field) => this.form.elements[field].value);
    const query = new URLSearchParams(Object.entries({ q, from, to }).filter(([, value]) => value));
    if (String(query) === this.asked) return;
    this.asked = String(query);
    history.replaceState(null, "", this.asked ? `?${query}` : location.pathname);
    this.list.replaceChildren();
    this.more.hidden = true;
    const parts = partsOf(q);
    if (!parts.length && !from && !to) {
      this.found = null;
      this.status.textContent = q.trim() ? "Type a word to search for." : "";
      return;
    }
    this.found = search(this.library, { parts, from, to });
    this.show(false);
  }

  /* Show the next results of the running search; `moved` where a button asked for them. */
  async show(moved) {
    const found = this.found;
    const before = this.list.children.length;
    this.more.disabled = true;
    this.status.textContent = "Searching…";
    let next;
    let last = "";
    try {
      for (let shown = 0; shown < SHOWN; shown += 1) {
        next = await found.next();
        if (found !== this.found) return; // another question was asked meanwhile
        if (next.done || next.value.paused) break;
        last = next.value.entry.day;
        this.list.append(resultOf(next.value.entry, this.home));
      }
    } catch {
      if (found !== this.found) return;
      this.asked = null; // the same question may be asked again
      this.status.textContent = "The search files could not be read. Reload the page to try again.";
      return;
    }
    this.tell(next, last);
    if (moved) this.list.children[before]?.querySelector("a").focus();
  }

  tell(next, last) {
    const number = this.list.children.length;
    const results = number === 1 ? "1 result" : `${number || "No"} results`;
    this.more.hidden = Boolean(next.done);
    this.more.disabled = false;
    if (next.done) {
      this.status.textContent = `${results}.`;
      return;
    }
    const month = next.value.paused;
    const back = month
      ? dayText(`${month}-01`, { year: "numeric", month: "long" })
      : dayText(last, { dateStyle: "long" });
    this.status.textContent = `${results} so far, back to ${back}.`;
    this.more.textContent = month ? "Search further back" : "Show more";
  }
}

const form = globalThis.document?.getElementById("search");
if (form) new Desk(form);
