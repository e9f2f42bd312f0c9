// Times of one move, taken in the page that is measured, in milliseconds:
// handler: from the first handler of the input event to the end of the drawing, layout left out
// paint:   from the time stamp of the input to the first moment after the frame that shows the change was painted

globalThis.bench = {};

{
  const { port1, port2 } = new MessageChannel();
  let input = 0, start = 0, drawn = null, time = null, wake = () => {};

  const begin = (event) => {
    input = event.timeStamp;
    start = performance.now();
    time = null;
  };
  for (const type of ["keydown", "pointermove", "click"]) addEventListener(type, begin, true);

  const changed = () => {
    if (drawn === null) requestAnimationFrame(() => port2.postMessage(null)); // the message comes after the paint
    drawn = performance.now();
  };
  port1.onmessage = () => {
    time = { handler: drawn - start, paint: performance.now() - input };
    drawn = null;
    wake();
  };
  addEventListener("attn-drawn", changed);

  // The usual picture in `box` has changed when a new image is there and decoded.
  bench.watchImages = (box) => {
    let shown = box.querySelector("img").src;
    const look = async () => {
      const image = box.querySelector("img"), src = image?.src;
      if (!src || src === shown || !(await image.decode().then(() => true, () => false))) return;
      if (src !== shown) changed();
      shown = src;
    };
    new MutationObserver(look).observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ["src"] });
  };

  // The times of the last move, as soon as it has been painted; null if that takes more than `patience` ms.
  bench.painted = (patience) => new Promise((resolve) => {
    if (time) return resolve(time);
    const late = setTimeout(() => resolve(null), patience);
    wake = () => {
      clearTimeout(late);
      resolve(time);
    };
  });
}
