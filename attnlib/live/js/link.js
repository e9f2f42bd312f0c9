// The state of a figure in the address of the page, so that a teacher can share it: #figure=KEY~STATE.
// What comes from an address is not trusted: every field is checked, and one wrong field refuses all.

const PREFIX = "#figure=";

const encode = (value) => btoa(unescape(encodeURIComponent(JSON.stringify(value)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const decode = (text) => JSON.parse(decodeURIComponent(escape(atob(text.replace(/-/g, "+").replace(/_/g, "/")))));

const finite = (x) => typeof x === "number" && Number.isFinite(x) && Math.abs(x) <= 1000;
const index = (x) => Number.isInteger(x) && x >= 0 && x < 64;
const FIELDS = {
  edits: (x) => x !== null && typeof x === "object" && !Array.isArray(x) && Object.keys(x).length <= 200 &&
    Object.entries(x).every(([at, value]) => /^(X|W_Q|W_K|W_V|Q),\d{1,2},\d$/.test(at) && finite(value)),
  word: index, role: (x) => index(x) && x < 3, zoom: (x) => index(x) && x < 3, width_index: (x) => index(x) && x < 11,
  temperature: (x) => finite(x) && x >= 0.05 && x <= 10, angle: (x) => finite(x) && Math.abs(x) <= 360,
  scaled: (x) => typeof x === "boolean", selected: (x) => typeof x === "string" && /^$|^(X|W_Q|W_K|W_V),\d{1,2},\d$/.test(x),
  cut: (x) => Array.isArray(x) && x.length <= 64 && x.every((c) => typeof c === "boolean"),
  text: (x) => typeof x === "string" && x.length <= 400,
};

export const FIELD_NAMES = Object.keys(FIELDS);

export function linkTo(key, state) {
  return `${location.href.split("#")[0]}${PREFIX}${encodeURIComponent(key)}~${encode(state)}`;
}

// null: no state for this figure. { state }: a good one. { wrong: true }: one that cannot be read.
export function fromLink(key) {
  if (!location.hash.startsWith(PREFIX)) return null;
  const [name, text] = location.hash.slice(PREFIX.length).split("~");
  try {
    if (decodeURIComponent(name) !== key) return null;
    const state = decode(text);
    const good = state !== null && typeof state === "object" && Object.entries(state).every(([field, value]) => Object.hasOwn(FIELDS, field) && FIELDS[field](value));
    return good ? { state } : { wrong: true };
  } catch {
    return { wrong: true };
  }
}
