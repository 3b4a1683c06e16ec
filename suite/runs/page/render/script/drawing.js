// Each chart is drawn when it comes near, and all of them before printing.
const canvases = all(".chart > .canvas");
const drawn = new Map();
// ECharts keeps texts as keys of an object, where this one is not free.
const TAKEN = "__proto__";
const free = (value) => (value === TAKEN ? `${TAKEN}\u200b` : value);
// What a chart shows: the other texts of its options are settings, such as the type of an axis.
const SHOWN = /^(name|text|label|\d+)$/;
const revived = (key, value) => {
  if (typeof value !== "string") return value;
  return SHOWN.test(key) ? told(free(value)) : free(value);
};
const read = (text) => JSON.parse(text, isOther || text.includes(TAKEN) ? revived : undefined);
const draw = (element, width) => {
  if (!globalThis.echarts || (!element.clientWidth && !width)) return;
  const given = read(element.parentElement.querySelector("script").textContent);
  let chart = drawn.get(element);
  if (!chart) {
    const label = element.getAttribute("aria-label");
    chart = globalThis.echarts.init(element, null, { renderer: "canvas", width });
    element.setAttribute("aria-label", label);
    drawn.set(element, chart);
    for (const event of ["datazoom", "legendselectchanged"]) chart.on(event, () => placeLabels(chart, colored(given, "", isDark())));
  }
  chart.setOption(complete(given, chart.getWidth()), { notMerge: true });
  placeLabels(chart, colored(given, "", isDark()));
};
function redraw() {
  for (const element of drawn.keys()) draw(element);
}
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || drawn.has(target)) continue;
      draw(target);
    }
  },
  { rootMargin: "400px 0px" },
);
let widths = new WeakMap();
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const before = widths.get(target);
    widths.set(target, target.clientWidth);
    if (printing || before === target.clientWidth || !drawn.has(target)) continue;
    drawn.get(target).resize();
    draw(target);
  }
});
