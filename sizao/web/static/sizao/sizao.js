// What every page needs beyond HTML: dialogs, one submit at a time, failures, connection, deadlines.
// All words come from data- attributes; all listeners sit on the document, so swapped fragments need no set-up.
(function () {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));

  // "{n}人异常" with {n: 2} becomes "2人异常".
  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function say(text) {
    const place = document.getElementById("page-status");
    if (place && text) place.textContent = text;
  }

  // --- Dialogs -------------------------------------------------------------------------------
  const openers = new WeakMap();

  // A dialog with data-history takes one step of the history, so that the phone's back button
  // closes it instead of leaving the page with unsaved entries.
  function openDialog(dialog, opener) {
    if (dialog.open) return;
    openers.set(dialog, opener || document.activeElement);
    dialog.showModal();
    if ("history" in dialog.dataset) window.history.pushState({ dialog: dialog.id }, "");
  }

  function closeDialog(dialog) {
    if (dialog && dialog.open) dialog.close();
  }

  document.addEventListener("close", (event) => {
    const dialog = event.target;
    const state = window.history.state;
    if (state && state.dialog === dialog.id) window.history.back();
    const opener = openers.get(dialog);
    if (opener && opener.isConnected) opener.focus();
  }, true);

  window.addEventListener("popstate", (event) => {
    const kept = event.state && event.state.dialog;
    all("dialog[open][data-history]").filter((dialog) => dialog.id !== kept).forEach(closeDialog);
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    const target = opener && document.querySelector(opener.dataset.openDialog);
    if (target && target.showModal) {
      event.preventDefault();
      openDialog(target, opener);
      return;
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) {
      event.preventDefault();
      closeDialog(closer.closest("dialog"));
    } else if (event.target.matches("dialog[data-light-dismiss]")) {
      closeDialog(event.target);
    }
    all("details.menu[open]").filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
  });

  // --- Keys ----------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest && event.target.closest("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const place = document.querySelector("dialog[open]") || document;
      // One that is seen: the button of a closed dialog would act without its question.
      const seen = (selector) => all(selector, place).find((one) => one.getClientRects().length);
      const button = seen("[data-primary]") || seen(".btn-primary");
      if (button) {
        event.preventDefault();
        button.click();
      }
    }
  });

  // --- Parts of a form shown when an answer asks for them: data-when="name=A,B" ----------------
  function refreshConditions(form) {
    all("[data-when]", form).forEach((part) => {
      const [name, values] = part.dataset.when.split("=");
      const wanted = values.split(",");
      const given = all("[name]", form).filter((control) => control.name === name && !control.closest("[hidden]"))
        .filter((control) => (control.matches("[type=radio], [type=checkbox]") ? control.checked : true))
        .map((control) => control.value);
      part.hidden = !given.some((value) => wanted.includes(value));
    });
  }

  // The browser writes a date its own way; beside it stands ours: 2026-11-23 周一.
  function echoDate(input) {
    const field = input.closest(".field");
    const place = field && field.querySelector("[data-date-echo]");
    if (!place) return;
    const day = input.value && new Date(`${input.value}T12:00:00`);
    const weekday = day && new Intl.DateTimeFormat(root.lang, { weekday: "short" }).format(day);
    place.textContent = day ? `${input.value} ${weekday}` : "";
  }

  function refreshForm(form) {
    refreshConditions(form);
    all("input[type=date]", form).forEach(echoDate);
  }

  document.addEventListener("change", (event) => {
    if (event.target.form) refreshForm(event.target.form);
  });

  // --- One submit at a time ------------------------------------------------------------------
  function submitButton(form) {
    return form.querySelector("[type=submit]") || (form.id && document.querySelector(`[form="${form.id}"]`));
  }

  function setBusy(form, busy) {
    const button = form.submitButton || submitButton(form);
    if (busy === ("busy" in form.dataset)) return;
    if (busy) form.dataset.busy = "";
    else delete form.dataset.busy;
    if (!button) return;
    const word = button.querySelector("[data-text]") || button;
    if (busy) {
      button.setAttribute("aria-disabled", "true");
      button.idleText = word.textContent;
      if (button.dataset.busyText) word.textContent = button.dataset.busyText;
    } else {
      button.removeAttribute("aria-disabled");
      if (button.dataset.busyText) word.textContent = button.idleText;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("busy" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.submitButton = event.submitter || null;
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    delete form.dataset.dirty;
    setBusy(form, true);
  });

  window.addEventListener("pageshow", () => all("form[data-busy]").forEach((form) => setBusy(form, false)));

  window.addEventListener("beforeunload", (event) => {
    if (!document.querySelector("form[data-dirty]")) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // --- Requests by htmx ----------------------------------------------------------------------
  const isPoll = (element) => /every/.test(element.getAttribute("hx-trigger") || "");
  let failed = null;

  function showFailure(element, kind, reference) {
    const template = document.getElementById("page-failed");
    const place = document.getElementById("page-error");
    failed = element;
    place.replaceChildren(template.content.cloneNode(true));
    place.querySelector("[data-reason]").textContent = template.dataset[kind];
    if (reference) place.querySelector("[data-reference]").append(reference);
    else place.querySelector("[data-reference]").hidden = true;
    focusMessage(place);
  }

  function focusMessage(place) {
    const wanted = ".error-summary, #page-error .refusal";
    const message = place.matches && place.matches(wanted) ? place : place.querySelector(wanted);
    if (!message) return;
    if (!message.hasAttribute("tabindex")) message.tabIndex = -1;
    message.focus();
    message.scrollIntoView({ block: "nearest" });
    const prefix = message.dataset.titlePrefix;
    if (prefix && !document.title.startsWith(prefix)) document.title = prefix + document.title;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const element = event.detail.elt;
    if (document.hidden && isPoll(element)) event.preventDefault();
    else if (element.tagName === "FORM") setBusy(element, true);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, target } = event.detail;
    if (elt.tagName === "FORM") setBusy(elt, false);
    if (!successful) return;
    delete elt.dataset.dirty;
    if (isPoll(elt)) elt.classList.remove("is-stale");
    const dialog = elt.closest("dialog");
    if (elt.tagName === "FORM" && dialog && !dialog.contains(target)) closeDialog(dialog);
  });

  // The session ended: sign in and come back to this page, not to the address of the fragment.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.preventDefault();
    all("form[data-dirty]").forEach((form) => { delete form.dataset.dirty; });
    const next = encodeURIComponent(window.location.pathname + window.location.search);
    window.location.assign(`${document.body.dataset.loginUrl}?next=${next}`);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status >= 400 && xhr.status !== 422) {
      const whole = /<html|^\s*$/i.test(xhr.responseText);
      if (isPoll(requestConfig.elt)) {
        event.detail.shouldSwap = false;
        requestConfig.elt.classList.add("is-stale");
      } else if (whole) {
        event.detail.shouldSwap = false;
        showFailure(requestConfig.elt, "server", xhr.getResponseHeader("X-Reference"));
      }
    } else if (!isPoll(requestConfig.elt)) {
      document.getElementById("page-error").replaceChildren();
    }
  });

  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
    if (isPoll(event.detail.elt)) event.detail.elt.classList.add("is-stale");
    else showFailure(event.detail.elt, "network");
  }));

  document.addEventListener("htmx:afterSettle", (event) => {
    all("form", event.target.parentNode || document).forEach(refreshForm);
    if (!isPoll(event.detail.requestConfig.elt)) focusMessage(event.target);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-retry]") || !failed) return;
    if (failed.tagName === "FORM") submitButton(failed).click();
    else failed.click();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !window.htmx) return;
    all("[hx-trigger*='every']").forEach((element) => window.htmx.trigger(element, "refresh"));
    tick();
  });

  // --- Connection ----------------------------------------------------------------------------
  function showConnection(event) {
    const offline = navigator.onLine === false;
    const place = document.querySelector("[data-connection]");
    root.classList.toggle("is-offline", offline);
    if (event && place) say(offline ? place.dataset.sayOffline : place.dataset.sayOnline);
  }

  window.addEventListener("online", showConnection);
  window.addEventListener("offline", showConnection);

  // --- Deadlines: minute steps on the server's clock, announced at ten minutes and at zero --------
  let clockOffset = 0;

  function deadlineText(place, minutes) {
    const words = place.dataset;
    if (minutes < 0 && words.textOver) return fill(words.textOver, { n: -minutes });
    if (minutes > 90 && words.textHours) return fill(words.textHours, { h: Math.floor(minutes / 60), m: minutes % 60 });
    return fill(words.textLeft, { n: minutes });
  }

  function tick() {
    const now = Date.now() + clockOffset;
    all("[data-due]").forEach((place) => {
      const minutes = Math.floor((Date.parse(place.dataset.due) - now) / 60000);
      if (place.minutesLeft === minutes) return;
      const text = deadlineText(place, minutes);
      if (place.minutesLeft !== undefined && (minutes === 10 || minutes === -1)) say(text);
      place.minutesLeft = minutes;
      place.querySelector("[data-text]").textContent = text;
      place.classList.toggle("tone-act", minutes < 0);
      place.classList.toggle("tone-attention", minutes >= 0 && minutes <= 15);
    });
  }

  window.addEventListener("beforeprint", () => {
    all("[data-print-title]").forEach((place) => { place.textContent = document.title; });
  });

  // --- Start ---------------------------------------------------------------------------------
  document.addEventListener("DOMContentLoaded", () => {
    const served = Date.parse(document.body.dataset.now || "");
    if (served) clockOffset = served - Date.now();
    all("form").forEach(refreshForm);
    showConnection();
    tick();
    window.setInterval(tick, 10000);
    focusMessage(document);
  });

  function setClock(ms) {
    clockOffset = ms;
    tick();
  }

  window.sizao = { fill, say, openDialog, closeDialog, refreshForm, setClock };
})();
