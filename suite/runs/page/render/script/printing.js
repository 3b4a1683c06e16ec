// Paper gets all charts, in the colors of paper.
const PAPER = 660; // CSS pixels of an A4 page between its margins
let printing = false;
let before = null;
addEventListener("beforeprint", () => {
  before = { theme: root.dataset.theme, folded: all("details.folded:not([open])") };
  printing = true;
  root.dataset.theme = "light"; // on paper, and with what is folded
  for (const one of before.folded) one.open = true;
  for (const element of canvases) {
    drawn.get(element)?.resize({ width: PAPER, height: element.clientHeight });
    draw(element, PAPER);
    if (!drawn.has(element)) continue;
    drawn.get(element).getZr().flush(); // now, and not in the frames to come
    // Of a heat map's layers a printer takes but the last: it gets them as one.
    const copy = drawn.get(element).renderToCanvas({ pixelRatio: 2, backgroundColor: "#FFFFFF" });
    copy.className = "printed";
    element.after(copy);
  }
});
addEventListener("afterprint", () => {
  if (!before) return;
  printing = false;
  if (before.theme) root.dataset.theme = before.theme;
  else delete root.dataset.theme;
  for (const one of before.folded) one.open = false;
  for (const one of all("canvas.printed")) one.remove();
  before = null;
  for (const [element, chart] of drawn) {
    chart.resize({ width: "auto", height: "auto" });
    draw(element);
  }
});
