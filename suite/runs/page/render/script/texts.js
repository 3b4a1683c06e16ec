// Texts that fit.
const ruler = document.createElement("canvas").getContext("2d");
const family = () => getComputedStyle(document.body).fontFamily;
const widthOf = (text, size) => {
  ruler.font = `${size}px ${family()}`;
  return ruler.measureText(text).width;
};
// Of a name that is too long its end is shown: layers differ there.
const ending = (most) => (name) => {
  if (widthOf(name, 12) <= most) return name;
  let rest = name;
  while (rest && widthOf(`…${rest}`, 12) > most) rest = rest.slice(1);
  return `…${rest}`;
};
const beginning = (text, most, size) => {
  if (widthOf(text, size) <= most) return text;
  let rest = text.slice(0, 200);
  while (rest && widthOf(`${rest}…`, size) > most) rest = rest.slice(0, -1);
  return `${rest.trimEnd()}…`;
};
const wrapped = (text, most, size, lines) => {
  const [first, ...words] = text.split(/\s+/);
  const found = [first];
  for (const word of words) {
    const longer = `${found.at(-1)} ${word}`;
    if (widthOf(longer, size) <= most || found.length === lines) found.push(`${found.pop()} ${word}`);
    else found.push(word);
  }
  return found.map((line) => beginning(line, most, size));
};
