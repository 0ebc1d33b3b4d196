// Choose the theme before the first paint: the user's wish in data-theme, else the system's.
(function () {
  "use strict";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function apply() {
    const wish = root.dataset.theme;
    const dark = wish === "dark" || (wish !== "light" && system.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
  }

  system.addEventListener("change", apply);
  apply();
})();
