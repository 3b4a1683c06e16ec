// Light or dark: as the system has it, or as the button says.
const button = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => {
  const chosen = root.dataset.theme;
  return chosen ? chosen === "dark" : system.matches;
};
const themes = ["auto", "light", "dark"];
const setTheme = (theme) => {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  button.textContent = said(`Theme: ${theme}`);
  redraw();
};
button.hidden = false;
button.addEventListener("click", () => {
  const now = themes.indexOf(root.dataset.theme ?? "auto");
  setTheme(themes[(now + 1) % themes.length]);
});
system.addEventListener("change", () => redraw());
