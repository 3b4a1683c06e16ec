const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
root.classList.add("scripted");

// The page's own words in its language; what it has no word for stays English.
const words = JSON.parse(document.body.dataset.words ?? "{}");
const said = (text) => told(words[text] ?? text);

// Numbers, as suite/runs/numbers.py shows them.
const show = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) return String(value ?? "");
  const size = Math.abs(value);
  const short = () => value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e");
  if (size >= 1000) return size < 1e7 ? Math.round(value).toLocaleString("en-US") : short();
  if (value === 0 || size >= 0.0001) return String(Number(value.toPrecision(4)));
  return short();
};
