// A reader's sentence to tokens and features, as attnlib.sentence.embed does it. Everything stays text.

const EDGE = /^[\p{P}\p{Cc}\p{Cf}]+|[\p{P}\p{Cc}\p{Cf}]+$/gu;

const split = (text) => text.normalize("NFC").split(/[\s–—…]+|--+/u).map((word) => word.replace(EDGE, "")).filter(Boolean);
const key = (word) => word.toLowerCase().replace(/’/g, "'").normalize("NFC");
const clip = (word) => ([...word].length > 18 ? `${[...word].slice(0, 17).join("")}…` : word);

// lexicon: { word: its features }; most: how many words fit into a figure. Returns { tokens, x } or { error }.
export function read(text, lexicon, most) {
  const tokens = split(String(text));
  if (!tokens.length) return { error: "The sentence must hold at least one word." };
  if (tokens.length > most) return { error: `At most ${most} words fit into this figure; there are ${tokens.length}.` };
  const unknown = [...new Set(tokens.filter((word) => !Object.hasOwn(lexicon, key(word))))];
  if (unknown.length) {
    const names = unknown.slice(0, 6).map((word) => `“${clip(word)}”`).join(", ");
    return { error: `No features are known for ${names}${unknown.length > 6 ? " and others" : ""}. Take other words, or add yours to the lexicon in a notebook.` };
  }
  return { tokens, x: tokens.map((word) => lexicon[key(word)].slice()) };
}
