// Writes the committed bundles: `make bundles` runs this in a copy of the sources beside the locked packages.
//   byhand/live/figure.js, figure.css      what all figures share, for notebooks
//   website/theme/static/live.js            the figures with the widgets' runtime, for the website; licences beside it
// `node build.mjs --sizes` also lists what each package adds to live.js.

import { build } from "esbuild";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const packages = path.join(here, "node_modules");
const inside = (...names) => path.join(here, ...names);

const common = {
  absWorkingDir: root, bundle: true, minify: true, target: "es2022", charset: "utf8", logLevel: "warning",
};

// The widgets use little of what they stand on. What is put in the place of it makes live.js smaller, compressed, by 6 kB
// (lodash), 32 (jQuery), 5 (underscore) and 43 (Lumino's bundles). package.json leaves out @jupyterlab/services, of which
// only types are used: it puts a package in its place that is there anyway.
const instead = {
  "@lumino/coreutils": inside("node_modules/@lumino/coreutils/src/index.ts"),
  "lodash/isEqual": inside("node_modules/underscore/modules/isEqual.js"),
  jquery: inside("jquery.js"),
  underscore: inside("underscore.js"),
};

// Lumino's own bundles cannot be taken apart, its sources can.
const lumino = /^@lumino\/\w+$/;

function resolveLean({ path: name }) {
  const found = instead[name] ?? (lumino.test(name) && path.join(packages, name, "src/index.ts"));
  if (found) return { path: found, sideEffects: false };
}

// A style sheet becomes a text in the script.
async function loadStyle({ path: file }) {
  const { outputFiles } = await build({ ...common, entryPoints: [file], write: false });
  return { contents: outputFiles[0].text.trimEnd(), loader: "text" };
}

const lean = {
  name: "lean",
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, loadStyle);
    plugin.onResolve({ filter: /./ }, resolveLean);
  },
};

// The kinds of figures are in no bundle: byhand/live/scripts.py puts one behind this script, which gives it `attnFigure`.
async function bundleFigure() {
  await build({ ...common, entryPoints: ["byhand/live/js/index.js"], outfile: "byhand/live/figure.js", format: "iife", globalName: "attnFigure" });
  await build({ ...common, entryPoints: ["byhand/live/js/figure.css"], outfile: "byhand/live/figure.css" });
}

async function bundleRuntime() {
  const { metafile } = await build({
    ...common,
    entryPoints: ["website/live/entry.js"],
    outfile: "website/theme/static/live.js",
    format: "iife",
    footer: { js: "/* Holds other people's work: their names and licences are in live.js.LEGAL.txt */" },
    legalComments: "none",
    metafile: true,
    plugins: [lean],
  });
  return Object.values(metafile.outputs)[0].inputs;
}

const packageOf = (file) => file.match(/node_modules\/((@[^/]+\/)?[^/]+)/)?.[1];

// The licences of all packages of which something is in the bundle.
async function writeLicences(inputs) {
  const names = [...new Set(Object.keys(inputs).map(packageOf))].filter(Boolean).sort();
  const groups = new Map();
  for (const name of names) {
    const { version, license } = JSON.parse(await text(packages, name, "package.json"));
    const terms = await termsOf(name);
    groups.set(terms, [...(groups.get(terms) ?? []), `${name} ${version} (${license})`]);
  }
  const blocks = [...groups].map(([terms, members]) => `${"=".repeat(80)}\n${members.join("\n")}\n\n${terms}\n`);
  const all = `live.js holds parts of these packages.\n\n${blocks.join("\n")}`;
  await writeFile(path.join(root, "website/theme/static/live.js.LEGAL.txt"), all);
}

// Jupyter's packages come without the text of their licence; one of their files names one more author.
async function termsOf(name) {
  const jupyter = /^@(jupyter-widgets|lumino)\//.test(name);
  const file = jupyter ? "" : (await readdir(path.join(packages, name))).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  const terms = await (jupyter ? text(here, "licence-of-jupyter.txt") : text(packages, name, file));
  const view = name === "@jupyter-widgets/base" ? await text(packages, name, "lib/nativeview.js") : "";
  return [terms, ...view.match(/(?<=\/\*)[^]*?(?=\*\/)/) ?? []].map((part) => part.trim()).join("\n\n");
}

const text = async (...names) => (await readFile(path.join(...names), "utf8")).replaceAll("\r\n", "\n");

function showSizes(inputs) {
  const sizes = {};
  for (const [name, { bytesInOutput }] of Object.entries(inputs)) {
    const part = packageOf(name) ?? path.dirname(name);
    sizes[part] = (sizes[part] ?? 0) + bytesInOutput;
  }
  console.table(Object.entries(sizes).sort((a, b) => b[1] - a[1]));
}

await bundleFigure();
const inputs = await bundleRuntime();
await writeLicences(inputs);
if (process.argv.includes("--sizes")) showSizes(inputs);
