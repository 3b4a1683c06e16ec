// Charts. Colors of a light ground, and their twins on a dark one.
const TWINS = {
  "#0072B2": "#58ABE3", "#D55E00": "#F98B45", "#009E73": "#3CC79A", "#B5508C": "#E490C6", "#B88600": "#E2B84B",
  "#3C8DC5": "#93CBF2", "#7A5CB8": "#B7A3EC", "#5B6470": "#A7B0BB", "#C42B1C": "#FF8272", "#B26B00": "#F0B152",
  "#2B4BA0": "#7F9BF0", "#008C95": "#3EC2CB", "#6F9A00": "#A9CF4E",
  "#F4F7FB": "#1D242C", "#A6C8E4": "#1F4C73", "#4A94C6": "#2F80B8", "#0B5A94": "#9AD0F5",
};
const lighter = (color) => {
  const mixed = [1, 3, 5].map((at) => Math.round(parseInt(color.slice(at, at + 2), 16) * 0.65 + 255 * 0.35));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
};
const isColor = (value) => typeof value === "string" && /^#[0-9A-F]{6}$/.test(value);
const colored = (value, key, dark) => {
  if (!dark) return value;
  if (isColor(value) && key === "color") return TWINS[value] ?? lighter(value);
  if (Array.isArray(value)) {
    if (key === "color") return value.map((one) => TWINS[one] ?? one); // of a scale
    return key === "data" && !value.some((one) => one && one.constructor === Object)
      ? value
      : value.map((one) => colored(one, "", dark));
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, colored(one, name, dark)]));
  }
  return value;
};
