// Where the reader is.
const links = new Map(all("nav a").map((link) => [link.hash.slice(1), link]));
const visible = new Set();
const sections = all("main > section");
const spy = new IntersectionObserver(
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
  { rootMargin: "-60px 0px -40% 0px" },
);
sections.forEach((section) => spy.observe(section));
