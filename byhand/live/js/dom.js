// The little that all parts need of the page. Text always goes in as text, never as HTML.

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Set text only where it changes: the page then does nothing for the cells that stay as they are.
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// What follows a low line is a letter set lower: W_Q, d_k. Whoever copies or hears the text has the line still.
export function lowered(text) {
  return text.split(/(_\w)/).map((part) => (/^_\w$/.test(part) ? make("span", { class: "attn-low" }, make("i", {}, "_"), part[1]) : part)).filter(Boolean);
}

// As `write`, with such letters.
export function spell(node, text) {
  const raw = text.includes("_") && !node.querySelector(".attn-low");
  if (raw || node.textContent !== text) node.replaceChildren(...lowered(text));
}

export const role = (name, text) => make("span", { class: `attn-${name}` }, text);
