// Looks for all words of the query in the sections of the book; a hit in a title counts more than one in the text.
"use strict";

// As long as the text itself, so that a place found here is the place there.
const fold = (text) => text.normalize("NFC").replace(/[^\x00-\x7f]/g, (c) => c.normalize("NFD")[0]).toLowerCase();

function score(terms, title, text) {
  let sum = 0;
  for (const term of terms) {
    const inTitle = fold(title).includes(term) ? 10 : 0;
    const inText = fold(text).split(term).length - 1;
    if (!inTitle && !inText) return 0;
    sum += inTitle + Math.min(inText, 5);
  }
  return sum;
}

function find(query) {
  const terms = fold(query).split(/\s+/).filter(Boolean);
  if (!terms.length) return [];
  const hits = [];
  for (const [url, page, sections] of window.searchIndex) {
    for (const [anchor, title, text] of sections) {
      const points = score(terms, title, text);
      if (points) hits.push({ url: anchor ? `${url}#${anchor}` : url, page, title, text, points, terms });
    }
  }
  return hits.sort((a, b) => b.points - a.points).slice(0, 30);
}

// From about sixty letters before the first hit, each hit marked.
function excerpt({ text, terms }) {
  const line = document.createElement("p");
  const places = terms.map((term) => fold(text).indexOf(term)).filter((i) => i >= 0);
  const near = Math.max(0, (places.length ? Math.min(...places) : 0) - 60);
  const start = near && text.indexOf(" ", near) + 1;
  const piece = (start ? "… " : "") + text.slice(start, start + 220) + (start + 220 < text.length ? " …" : "");
  let rest = piece;
  while (rest) {
    const hit = terms.map((term) => [fold(rest).indexOf(term), term.length]).filter(([i]) => i >= 0)
      .sort((a, b) => a[0] - b[0])[0];
    if (!hit) break;
    const mark = document.createElement("mark");
    mark.textContent = rest.slice(hit[0], hit[0] + hit[1]);
    line.append(rest.slice(0, hit[0]), mark);
    rest = rest.slice(hit[0] + hit[1]);
  }
  line.append(rest);
  return line;
}

function show(query) {
  const hits = find(query);
  const many = hits.length === 1 ? "1 place" : `${hits.length} places`;
  const result = hits.length ? many : `No section has “${query.trim()}”.`;
  document.querySelector(".found").textContent = query.trim() ? result : "";
  document.querySelector(".results").replaceChildren(...hits.map((hit) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = hit.url;
    link.textContent = hit.title === hit.page ? hit.page : `${hit.page} › ${hit.title}`;
    item.append(link, excerpt(hit));
    return item;
  }));
}

const box = document.querySelector("#query");
box.value = new URLSearchParams(location.search).get("q") || "";
box.addEventListener("input", () => show(box.value));
box.form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?q=${encodeURIComponent(box.value)}`);
  show(box.value);
});
show(box.value);
