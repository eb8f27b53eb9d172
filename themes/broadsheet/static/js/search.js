/* Search: reads the files that publish/search.py writes: the newest month's, then those of the
   months that the years' directories name.
   No library, no innerHTML: what a feed wrote reaches the page as text only. */

// The number is FORMAT's: no cache gives this script the words of another.
import { bucketOf, monthsIn, numbersIn, partsOf } from "./search_words.js?2";

const FORMAT = 2; // of the files; as in publish/search.py
const SHOWN = 10; // results at a time
const BUDGET = 90_000; // characters (half as many bytes on the wire) before we ask to go on
const AHEAD = 4; // months, or years, asked for at once
const ALL = 0xfff; // months of a year, a bit for each, January's the lowest

// -- the files ---------------------------------------------------------------------------

export class Library {
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

  /* All months, the newest first, and with each but that one its year, whose directory knows it. */
  async months() {
    const { format, months, years } = await this.file("months.json");
    if (format !== FORMAT) throw new Error("another format");
    const known = new Map(years.map(([name, files, mark]) => [name, { name, files, mark }]));
    return months
      .map(([name, entries, buckets, chunk, mark]) => ({ name, entries, buckets, chunk, mark }))
      .reverse()
      .map((month, at) => ({ ...month, year: at ? known.get(month.name.slice(0, 4)) : undefined }))
      .filter((month) => month.entries);
  }

  terms(month, number) {
    return this.file(`${month.name}/t${String(number).padStart(2, "0")}.json?${month.mark}`);
  }

  entries(month, number) {
    return this.file(`${month.name}/d${String(number).padStart(2, "0")}.json?${month.mark}`);
  }

  directory(year, part) {
    const number = bucketOf(part.term, year.files);
    return this.file(`${year.name}/y${String(number).padStart(2, "0")}.json?${year.mark}`);
  }
}

/* The first of a list may do; then ask for some at once, when the turn comes to the first of them.
   What fails is told when its own turn comes. */
function askAhead(list, at, ask) {
  if (at % AHEAD === 1) list.slice(at, at + AHEAD).forEach((one) => ask(one).catch(() => {}));
}

/* The months of a year, as bits, that may hold what meets all parts. */
async function likelyIn(library, year, parts) {
  let months = ALL;
  for (const part of parts) {
    if (!year || !months) break;
    const file = await library.directory(year, part);
    if (file.mark === year.mark) months &= monthsIn(file, part); // else it is older, or newer
  }
  return months;
}

/* Yields {entry}, the newest first, or {paused: the last month that was read} when a lot was
   read: to ask for the next one is to go on. */
export async function* search(library, { parts, from, to }) {
  const inRange = ({ name }) => (!from || name >= from.slice(0, 7)) && (!to || name <= to.slice(0, 7));
  const months = (await library.months()).filter(inRange);
  const years = [...new Set(months.map(({ year }) => year))];
  // The longest word first: it is likely the rarest, and where it is not the rest is not read.
  const order = [...parts].sort((a, b) => b.term.length - a.term.length);
  const first = (month) =>
    library.terms(month, order.length ? bucketOf(order[0].term, month.buckets) : 0);
  let budget = BUDGET;
  let stop = library.read + budget;
  let year = null; // that of the months at hand
  let likely = []; // those of them that are read
  for (const [at, month] of months.entries()) {
    if (library.read > stop) {
      yield { paused: months[at - 1].name };
      budget *= 2;
      stop = library.read + budget;
    }
    if (month.year !== year) {
      year = month.year;
      const ask = (one) => library.directory(one, order[0]);
      if (order.length) askAhead(years.slice(1), years.indexOf(year) - 1, ask);
      const bits = await likelyIn(library, year, order);
      likely = months.filter((one) => one.year === year && (bits >> (Number(one.name.slice(5)) - 1)) & 1);
    }
    if (!likely.includes(month)) continue;
    askAhead(likely, likely.indexOf(month), first);
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
