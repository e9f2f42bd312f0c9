// What a reader has set outlives a reload: it is kept in this tab of the browser, and nowhere else. A link is stronger, and
// a notebook needs none of it: there, Python holds the state.

import { isState } from "./link.js";

const LATER = 300; // ms after the last change, or when the page is left: to write at every move would cost as much as to draw

const read = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };

export class Memory {
  constructor(state) {
    this.state = state;
    this.key = `attn-state ${location.pathname} ${state.get("key")}`;
    this.fields = state.config.fields.filter(({ linked }) => linked);
    this.leave = () => this.write();
    addEventListener("pagehide", this.leave);
  }

  // The changes of an earlier visit, if they fit the figure as it is today.
  read() {
    const changes = read(this.key), { config, kind } = this.state;
    const words = typeof changes?.text === "string" ? this.state.read(changes.text).tokens : null;
    return changes && isState(changes, this.fields, kind, { config, names: config.names, tokens: words ?? config.tokens }) ? changes : null;
  }

  keep() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.write(), LATER);
  }

  stop() {
    this.write();
    removeEventListener("pagehide", this.leave);
  }

  write() {
    clearTimeout(this.waiting);
    const { start } = this.state.config;
    const changed = this.fields.map(({ name }) => [name, this.state.get(name)]).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(start[name]));
    const text = changed.length ? JSON.stringify(Object.fromEntries(changed)) : "";
    if (text === this.text) return;
    this.text = text;
    try {
      if (text) sessionStorage.setItem(this.key, text);
      else sessionStorage.removeItem(this.key);
    } catch { /* a file or a private window keeps nothing */ }
  }
}
