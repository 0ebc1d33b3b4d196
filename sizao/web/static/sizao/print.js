// Pages made for paper: a button that prints, and forms that answer with a file and leave the page as it is.
(function () {
  "use strict";
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("form[data-download]").forEach((form) => {
    form.addEventListener("submit", () => window.setTimeout(() => {
      delete form.dataset.busy;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    }, 2000));
  });
})();
