// The state of a figure in the address of the page, so that a teacher can share it: #figure=KEY~STATE.
// What comes from an address is not trusted: every field is checked, and one wrong field refuses all. Which fields there
// are and what they may hold comes from byhand/live/state.py, as config.fields.

import { parse } from "./address.js";

const PREFIX = "#figure=";
const EARLIER = new Set(["temperature", "zoom"]); // fields that figures had once

const encode = (value) => btoa(unescape(encodeURIComponent(JSON.stringify(value)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const decode = (text) => JSON.parse(decodeURIComponent(escape(atob(text.replace(/-/g, "+").replace(/_/g, "/")))));

const between = (x, { low = -Infinity, high = Infinity }) => typeof x === "number" && Number.isFinite(x) && x >= low && x <= high;
const plain = (x) => x !== null && typeof x === "object" && !Array.isArray(x);

// Whether a cell is in its table and can be set. s: at least { tokens, names }.
function settable(at, kind, s, flag) {
  if (typeof at !== "string") return false;
  const { table, i, j } = parse(at);
  if (!Object.hasOwn(kind.tables, table) || !kind.tables[table][flag] || at !== `${table},${i},${j}`) return false;
  const inside = (x, names) => Number.isInteger(x) && x >= 0 && x < names.length;
  return inside(i, kind.tables[table].rows(s)) && inside(j, kind.tables[table].columns(s));
}

// Whether a value is one that a field of this type may have.
const CHECKS = {
  int: (x, field) => Number.isInteger(x) && between(x, field),
  word: (x, field, kind, s) => Number.isInteger(x) && x >= 0 && x < s.tokens.length,
  float: between,
  bool: (x) => typeof x === "boolean",
  bools: (x, { most }) => Array.isArray(x) && x.length <= most && x.every((one) => typeof one === "boolean"),
  text: (x, { most }) => typeof x === "string" && x.length <= most,
  address: (x, field, kind, s) => x === "" || settable(x, kind, s, "selectable"),
  numbers: (x, field, kind, s) => plain(x) && Object.keys(x).length <= field.most &&
    Object.entries(x).every(([at, value]) => settable(at, kind, s, "settable") && between(value, field)),
};

// Whether all that a link names are fields of the figure, with values that they may have.
export function isState(found, fields, kind, s) {
  const known = new Map(fields.map((field) => [field.name, field]));
  return plain(found) && Object.entries(found).every(([name, value]) => known.has(name) && CHECKS[known.get(name).type](value, known.get(name), kind, s));
}

const keys = () => [...document.querySelectorAll("[data-attn-live]")].map((slot) => slot.dataset.attnKey);

// The part of the address that is for the figure `key`, or null. A link that names no figure of the page is for the
// first one, so that somebody says that it cannot be read.
function mine(key) {
  if (!location.hash.startsWith(PREFIX)) return null;
  const rest = location.hash.slice(PREFIX.length), name = rest.split("~")[0];
  const named = keys().find((one) => encodeURIComponent(one) === name);
  return key === (named ?? keys()[0]) ? { named: named !== undefined, text: rest.slice(name.length) } : null;
}

export class Link {
  constructor(state) {
    this.state = state;
    this.key = state.get("key");
    this.fields = state.config.fields.filter(({ linked }) => linked);
  }

  // null: no state for this figure. { changes }: a good one. { old: true }: one of an earlier form of the figure.
  // { wrong: true }: one that cannot be read.
  read() {
    const found = mine(this.key);
    if (!found) return null;
    if (!found.named || !found.text) return { wrong: true };
    try {
      const changes = decode(found.text.slice(1)), { config, kind } = this.state;
      const words = typeof changes?.text === "string" ? this.state.read(changes.text).tokens : null;
      const s = { config, names: config.names, tokens: words ?? config.tokens };
      if (plain(changes) && Object.keys(changes).some((name) => EARLIER.has(name) && !this.fields.some((field) => field.name === name))) return { old: true };
      return isState(changes, this.fields, kind, s) ? { changes } : { wrong: true };
    } catch {
      return { wrong: true };
    }
  }

  // Put the state into the address of the page; returns the address.
  write() {
    const { start } = this.state.config;
    const now = this.fields.map(({ name }) => [name, this.state.get(name)]).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(start[name]));
    const url = `${location.href.split("#")[0]}${PREFIX}${encodeURIComponent(this.key)}~${encode(Object.fromEntries(now))}`;
    history.replaceState(null, "", url);
    return url;
  }

  // Take what is for the figure out of the address: after a reset, a reload must not bring the old state back.
  forget() {
    if (mine(this.key)) history.replaceState(null, "", location.href.split("#")[0]);
  }
}
