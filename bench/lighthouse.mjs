// Lighthouse, as on a phone, for the addresses given: node lighthouse.mjs MODULES CHROMIUM FLAG RUNS ADDRESS…
// Prints one line of JSON for each address: the categories' scores, performance as a list of all runs, and what failed.
// Only performance varies from run to run, so only the first run looks at the other categories.

import { pathToFileURL } from "node:url";

const [modules, chromium, flag, runs, ...addresses] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${modules}/${path}`));
const { default: lighthouse } = await load("lighthouse/core/index.js");
const { launch } = await load("chrome-launcher/dist/index.js");

const chrome = await launch({ chromePath: chromium, chromeFlags: ["--headless=new", "--no-sandbox", flag] });
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

async function audit(address, onlyCategories) {
  const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories, logLevel: "silent" });
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  return lhr;
}

try {
  for (const address of addresses) {
    const first = await audit(address, CATEGORIES), results = [first];
    while (results.length < runs) results.push(await audit(address, ["performance"]));
    const score = (result, name) => Math.round(100 * result.categories[name].score);
    const failed = CATEGORIES.slice(1).flatMap((name) => first.categories[name].auditRefs)
      .filter(({ id, weight }) => weight && first.audits[id].score !== null && first.audits[id].score < 1).map(({ id }) => id);
    console.log(JSON.stringify({ address, performance: results.map((result) => score(result, "performance")),
      other: CATEGORIES.slice(1).map((name) => score(first, name)), failed }));
  }
} finally {
  chrome.kill();
}
