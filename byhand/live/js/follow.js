// Following a number: a kind tells the way back from a share to the embeddings, in frames that a reader steps through. In
// each frame the numbers fly from their places in the drawing into the line of arithmetic.
//
// kind.follow(s, t) gives { name: "22 %", frames: [{ title, at: [addresses], note }] }.

const FLIGHT = 480, APART = 60; // ms
const CALM = "(prefers-reduced-motion: reduce)";

// The frame of the state: { title, at, note, place, of }, or null if nothing is followed.
export function frameOf(kind, s, t) {
  const frames = s.step && kind.follow ? kind.follow(s, t).frames : [], frame = frames[s.step - 1];
  return frame ? { ...frame, place: s.step, of: frames.length } : null;
}

// Numbers of the arithmetic that stand in the drawing, too, come from there.
export function fly(stage, arithmetic) {
  const { sheet } = stage;
  sheet.querySelectorAll(".attn-flier").forEach((flier) => flier.remove());
  if (arithmetic.hidden || matchMedia(CALM).matches) return;
  const home = sheet.getBoundingClientRect();
  [...arithmetic.querySelectorAll("[data-at]")].forEach((number, k) => {
    const from = stage.find((at) => at === number.dataset.at)?.getBoundingClientRect(), to = number.getBoundingClientRect();
    if (!from || !to.width) return;
    const flier = number.cloneNode(true);
    flier.removeAttribute("data-at");
    flier.setAttribute("aria-hidden", "true");
    flier.tabIndex = -1;
    flier.classList.add("attn-flier");
    Object.assign(flier.style, { left: `${to.left - home.left}px`, top: `${to.top - home.top}px`, font: getComputedStyle(number).font });
    sheet.append(flier);
    number.style.visibility = "hidden";
    const dx = from.left + from.width / 2 - to.left - to.width / 2, dy = from.top + from.height / 2 - to.top - to.height / 2;
    const path = [{ transform: `translate(${dx}px, ${dy}px) scale(.8)` }, { transform: `translate(${dx / 2}px, ${dy / 2 - 22}px) scale(1.15)`, offset: 0.5 }, { transform: "none" }];
    const flight = flier.animate(path, { duration: FLIGHT, delay: 80 + APART * k, easing: "cubic-bezier(.4, .1, .2, 1)", fill: "both" });
    const arrive = () => { flier.remove(); number.style.visibility = ""; };
    flight.addEventListener("finish", arrive);
    flight.addEventListener("cancel", arrive);
  });
}
