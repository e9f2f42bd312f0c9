// A figure that moves by itself once, gently, when it is first seen: its strength grows and goes back. The first touch ends
// it; who wants no motion sees none.

const UP = 2600, REST = 1400; // ms
const MILD = 1, KEEN = 10;
const soft = (part) => part * part * (3 - 2 * part);

// The strength at a time after the beginning, or null when it is over.
export function strengthAt(time) {
  if (time >= 2 * UP + REST) return null;
  const part = time < UP ? time / UP : time < UP + REST ? 1 : 1 - (time - UP - REST) / UP;
  return Math.round((MILD + (KEEN - MILD) * soft(part)) * 10) / 10;
}

// show(strength): the figure at that strength; ended(): what is left to do. Returns a function that ends it.
export function play(box, show, ended) {
  let frame = 0, begin = null, over = false;
  const stop = () => {
    if (over) return;
    over = true;
    cancelAnimationFrame(frame);
    seen.disconnect();
    for (const name of TOUCHES) box.removeEventListener(name, stop, true);
    ended();
  };
  const step = (time) => {
    const strength = strengthAt(time - (begin ??= time));
    if (strength === null) return stop();
    show(strength);
    frame = requestAnimationFrame(step);
  };
  const seen = new IntersectionObserver(([{ isIntersecting }]) => { if (isIntersecting && !frame) frame = requestAnimationFrame(step); }, { threshold: 0.6 });
  for (const name of TOUCHES) box.addEventListener(name, stop, true);
  seen.observe(box);
  return stop;
}

const TOUCHES = ["pointerdown", "keydown", "focusin", "wheel"];
