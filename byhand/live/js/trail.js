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

  // The numbers whose arithmetic is on show: the open one, or those of a frame on the way of a followed number.
  get shown() {
    return this.frame ? this.frame.at : this.open ? [this.open] : [];
  }

  get first() {
    return this.addresses[0];
  }

  // grid: the table in which the number was opened; none for a number of the drawing.
  start(at, grid = null) {
    this.addresses = [at];
    this.grid = grid;
  }

  follow(at) {
    this.addresses = [...this.addresses, at];
  }

  goBack(depth) {
    this.addresses = this.addresses.slice(0, depth + 1);
  }

  close() {
    this.addresses = [];
    this.grid = null; // it may be gone with its words, and would be kept
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
    this.shown.forEach(follow);
    return found;
  }
}
