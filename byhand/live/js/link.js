// The state of a figure in the address of the page, so that a teacher can share it: #figure=KEY~STATE.
// What comes from an address is not trusted: every field is checked, and one wrong field refuses all.

const PREFIX = "#figure=";

const encode = (value) => btoa(unescape(encodeURIComponent(JSON.stringify(value)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const decode = (text) => JSON.parse(decodeURIComponent(escape(atob(text.replace(/-/g, "+").replace(/_/g, "/")))));

const finite = (x) => typeof x === "number" && Number.isFinite(x) && Math.abs(x) <= 1000;
const index = (x) => Number.isInteger(x) && x >= 0 && x < 64;
const FEATURES = 5, CHANNELS = 3;

// A number that a reader can set: the address of a cell that is in its table.
function settable(at, words) {
  const [, table, i, j] = /^(X|Q|W_[QKV]),(\d{1,2}),(\d)$/.exec(at) ?? [];
  return table !== undefined && i < (table.startsWith("W") ? FEATURES : words) && j < (table === "X" ? FEATURES : CHANNELS);
}

// Each field with its check; `words` is how many words the sentence has.
const FIELDS = {
  edits: (x, words) => x !== null && typeof x === "object" && !Array.isArray(x) && Object.keys(x).length <= 200 &&
    Object.entries(x).every(([at, value]) => settable(at, words) && finite(value)),
  word: (x, words) => index(x) && x < words, role: (x) => index(x) && x < 3, zoom: (x) => index(x) && x < 3,
  width_index: (x) => index(x) && x < 11, temperature: (x) => finite(x) && x >= 0.05 && x <= 10,
  angle: (x) => finite(x) && Math.abs(x) <= 360, scaled: (x) => typeof x === "boolean",
  selected: (x, words) => typeof x === "string" && (x === "" || (settable(x, words) && !x.startsWith("Q"))),
  cut: (x) => Array.isArray(x) && x.length <= 64 && x.every((c) => typeof c === "boolean"),
  text: (x) => typeof x === "string" && x.length <= 400,
};

export const FIELD_NAMES = Object.keys(FIELDS);

export function linkTo(key, state) {
  return `${location.href.split("#")[0]}${PREFIX}${encodeURIComponent(key)}~${encode(state)}`;
}

// The part of the address that is for the figure `key`, or null. A link that names no figure of the page is for the
// first one, so that somebody says that it cannot be read. keys: those of all figures of the page, in order.
function mine(key, keys) {
  if (!location.hash.startsWith(PREFIX)) return null;
  const rest = location.hash.slice(PREFIX.length), name = rest.split("~")[0];
  const named = keys.find((one) => encodeURIComponent(one) === name);
  return key === (named ?? keys[0]) ? { named: named !== undefined, text: rest.slice(name.length) } : null;
}

// Take what is for the figure out of the address: after a reset, a reload must not bring the old state back.
export function forget(key, keys) {
  if (mine(key, keys)) history.replaceState(null, "", location.href.split("#")[0]);
}

// null: no state for this figure. { state }: a good one. { wrong: true }: one that cannot be read.
// tokens(text): the words of a sentence, or those of the book for one that cannot be shown or is not given.
export function fromLink(key, keys, tokens) {
  const found = mine(key, keys);
  if (!found) return null;
  if (!found.named || !found.text) return { wrong: true };
  try {
    const state = decode(found.text.slice(1));
    if (state === null || typeof state !== "object" || Array.isArray(state)) return { wrong: true };
    const words = tokens(typeof state.text === "string" ? state.text : "").length;
    const good = Object.entries(state).every(([field, value]) => Object.hasOwn(FIELDS, field) && FIELDS[field](value, words));
    return good ? { state } : { wrong: true };
  } catch {
    return { wrong: true };
  }
}
