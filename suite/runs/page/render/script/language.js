// The page's other language. A run of text, with the code in it, is replaced by what is told there.
const switcher = document.getElementById("language");
const pairs = JSON.parse(document.getElementById("told")?.textContent ?? "{}");
let isOther = false;
const told = (text) => (isOther && Object.hasOwn(pairs, text) ? pairs[text] : text);

const isPiece = (piece) => piece.nodeType === Node.TEXT_NODE || piece.localName === "code";
const written = (piece) => (piece.nodeType === Node.TEXT_NODE ? piece.data : `\`${piece.textContent}\``);
const runsIn = (element) => {
  const runs = [[]];
  for (const piece of element.childNodes) {
    if (isPiece(piece)) runs.at(-1).push(piece);
    else runs.push([]);
  }
  return runs.filter((run) => run.length);
};
const piecesOf = (text) =>
  text.split(/`([^`\n]+)`/).map((part, place) => {
    if (place % 2 === 0) return new Text(part);
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });

// What there is to replace, found when it is asked for first: [now there, to be there].
let swaps = null;
const find = () => {
  const texts = [];
  for (const element of all("title, body *")) {
    if (element.closest("script, style, pre, code, svg, [translate=no]")) continue;
    for (const run of runsIn(element)) {
      const text = run.map(written).join("");
      const other = pairs[text.trim()];
      if (other !== undefined) texts.push([run, piecesOf(text.replace(text.trim(), () => other))]);
    }
  }
  const spoken = all("[aria-label], [alt]").flatMap((element) =>
    ["aria-label", "alt"]
      .filter((name) => Object.hasOwn(pairs, element.getAttribute(name) ?? ""))
      .map((name) => [element, name, pairs[element.getAttribute(name)]]),
  );
  return { texts, spoken };
};
const swap = () => {
  swaps ??= find();
  isOther = !isOther;
  for (const one of swaps.texts) {
    const [now, then] = one;
    now[0].before(...then);
    for (const piece of now) piece.remove();
    one.reverse();
  }
  for (const one of swaps.spoken) {
    const [element, name, then] = one;
    one[2] = element.getAttribute(name);
    element.setAttribute(name, then);
  }
  [root.lang, switcher.lang] = [switcher.lang, root.lang];
  [switcher.textContent, switcher.dataset.other] = [switcher.dataset.other, switcher.textContent];
};

// Remembered for the next page, where the browser lets a file remember anything.
const REMEMBERED = "keras-training-suite-language";
const remembered = () => {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
};
if (switcher) {
  switcher.hidden = false;
  if (remembered() === switcher.lang) swap();
  switcher.addEventListener("click", () => {
    swap();
    setTheme(root.dataset.theme ?? "auto"); // its button, and the charts
    for (const one of all("button.copy")) one.textContent = said("Copy");
    try {
      localStorage.setItem(REMEMBERED, root.lang);
    } catch {
      // It is asked again on the next page.
    }
  });
}
