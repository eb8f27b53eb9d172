/* Words as search knows them, a reader's question, and what meets it: words are cut and folded as
   publish/search_words.py does it, to the letter, or nothing is found. */

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
export function numbersIn(file, part) {
  const found = new Set();
  file.terms.forEach((held, at) => {
    if (!meets(part, held)) return;
    let number = 0;
    for (const gap of [file.in[at]].flat()) found.add((number += gap));
  });
  return found;
}

/* The months, as bits, that hold what meets a part, from a file of a year's directory. */
export function monthsIn(file, part) {
  let months = 0;
  file.terms.forEach((held, at) => {
    if (meets(part, held)) months |= Number.parseInt(file.in.slice(3 * at, 3 * at + 3), 16);
  });
  return months;
}
