// Where the reader is.
const links = new Map(all("nav a").map((link) => [link.hash.slice(1), link]));
const visible = new Set();
const sections = all("main > section");
const spyBelow = (height) => new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target);
      else visible.delete(target);
    }
    const here = sections.find((section) => visible.has(section));
    for (const [id, link] of links) {
      if (here && id === here.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  },
  { rootMargin: `-${height}px 0px -40% 0px` },
);

// The links may take two rows: a heading that one jumps to is not hidden by them.
const bar = document.querySelector("nav");
let spy;
new ResizeObserver(() => {
  root.style.scrollPaddingTop = `${bar.offsetHeight + 8}px`;
  spy?.disconnect();
  visible.clear();
  spy = spyBelow(bar.offsetHeight + 10);
  sections.forEach((section) => spy.observe(section));
}).observe(bar);
