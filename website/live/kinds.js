// The kinds of figures are scripts of their own, _static/kinds/NAME.js: each adds what it exports to `attnKinds`. They are
// fetched as script elements, because a page that is opened as a file may not import modules.

// Where this script lies, while it runs: the kinds are beside it, in the same version.
const { src } = document.currentScript;
const asked = new Map();

// What kinds/NAME.js exports. Rejects with an error that names the file if it cannot be had.
export function loadKind(name) {
  if (!asked.has(name)) asked.set(name, fetchKind(name).catch((error) => { asked.delete(name); throw error; })); // it can be tried again
  return asked.get(name);
}

async function fetchKind(name) {
  const address = new URL(`kinds/${encodeURIComponent(name)}.js`, src);
  address.search = new URL(src).search;
  const script = document.createElement("script");
  script.src = address;
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${address} did not load`)));
    document.head.append(script);
  });
  return globalThis.attnKinds[name];
}
