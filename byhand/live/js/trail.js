// The number that is open and the way that led to it: addresses, from the cell on to what it is made of.

import { valueAt } from "./address.js";
import { sources } from "./explain.js";

export class Trail {
  constructor(kind) {
    this.kind = kind;
    this.addresses = [];
  }

  get open() {
    return this.addresses.at(-1);
  }

  get first() {
    return this.addresses[0];
  }

  start(at) {
    this.addresses = [at];
  }

  follow(at) {
    this.addresses = [...this.addresses, at];
  }

  goBack(depth) {
    this.addresses = this.addresses.slice(0, depth + 1);
  }

  close() {
    this.addresses = [];
  }

  // A number can be gone with its word.
  keepWhatIsIn(t) {
    this.addresses = this.addresses.filter((at) => valueAt(at, t) !== undefined);
  }

  // The numbers on show that the open one is made of. One that is on show nowhere is followed to what it is made of.
  // shown: the addresses of all cells.
  sources(shown, t, s) {
    const found = new Set(), seen = new Set();
    const follow = (at) => {
      if (seen.has(at)) return;
      seen.add(at);
      sources(this.kind, at, t, s).forEach((from) => (shown.has(from) ? found.add(from) : follow(from)));
    };
    if (this.open) follow(this.open);
    return found;
  }
}
