// The entry grid: a cell opens the sheet, the sheet writes the pupil's hidden input, the counts rewrite themselves.
// What a choice means stands on its control: data-word, data-tone, data-icon, data-group.
(function () {
  "use strict";
  const { fill, say, openDialog, closeDialog, refreshForm } = window.sizao;
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const sheet = () => document.getElementById("pupil-sheet");
  const checkForm = () => document.querySelector("form[data-check]");
  const entryOf = (person) => checkForm().querySelector(`input[name="entry-${person}"]`);
  const NOTHING = { tone: "", icon: "", group: "", word: "" };
  let current = null;

  // --- The sheet's controls and the pupil's state ------------------------------------------------
  const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
  const controls = (form) => Array.from(form.elements).filter((control) => control.name && control.type !== "hidden");
  const asked = (form) => controls(form).filter((control) => !control.closest("[hidden]"));
  const given = (control) => (isChoice(control) ? control.checked : control.value.trim() !== "");

  function collect(form) {
    const state = {};
    asked(form).forEach((control) => {
      if ("list" in control.dataset) {
        state[control.name] = state[control.name] || [];
        if (control.checked) state[control.name].push(control.value);
      } else if (control.type === "checkbox") {
        state[control.name] = control.checked;
      } else if (given(control)) {
        state[control.name] = control.value.trim();
      }
    });
    return state;
  }

  function restore(form, state) {
    form.reset();
    controls(form).forEach((control) => {
      if (!(control.name in state)) return;
      const value = state[control.name];
      if (Array.isArray(value)) control.checked = value.includes(control.value);
      else if (control.type === "checkbox") control.checked = value === true;
      else if (control.type === "radio") control.checked = control.value === String(value);
      else control.value = value;
    });
    refreshForm(form);
    all("[data-error-for]", form).forEach((place) => showError(place, ""));
  }

  // The later control in the form has the finer meaning: the reason of an absence over the absence.
  function describe(form, moreTemplate) {
    const words = [];
    const result = { tone: "", icon: "", group: "" };
    asked(form).filter(given).forEach((control) => {
      const meaning = control.dataset;
      if (meaning.tone) Object.assign(result, { tone: meaning.tone, icon: meaning.icon });
      if (meaning.group) result.group = meaning.group;
      if (meaning.word) words.push(fill(meaning.word, { value: control.value.trim() }));
    });
    result.word = words.length > 2 ? fill(moreTemplate, { word: words[0], n: words.length }) : words.join(" ");
    return result;
  }

  // --- Checking the sheet ----------------------------------------------------------------------
  function showError(place, text) {
    place.hidden = !text;
    place.querySelector("[data-text]").textContent = text;
    const field = place.closest(".field");
    field.classList.toggle("has-error", Boolean(text));
    all("input, select, textarea", field).forEach((control) => {
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    });
  }

  // "382" is 38.2: the phone's number pad may have no point.
  function tidyTemperature(control) {
    const digits = control.value.trim().replace(/[。．,，]/, ".");
    control.value = /^[34]\d\d$/.test(digits) ? `${digits.slice(0, 2)}.${digits[2]}` : digits;
  }

  function isWrong(name, form) {
    const own = asked(form).filter((control) => control.name === name);
    if (!own.length) return false;
    const rule = own[0].dataset;
    if ("needed" in rule && !own.some(given)) return true;
    if (!rule.min || !given(own[0])) return false;
    const number = Number(own[0].value);
    return !(number >= Number(rule.min) && number <= Number(rule.max));
  }

  function firstError(form) {
    all("[data-temperature]", form).forEach(tidyTemperature);
    let first = null;
    all("[data-error-for]", form).forEach((place) => {
      const wrong = isWrong(place.dataset.errorFor, form);
      showError(place, wrong ? place.dataset.error : "");
      if (wrong && !first) first = place.closest(".field").querySelector("input:not([type=hidden]), select, textarea");
    });
    return first;
  }

  // --- Cells and counts ------------------------------------------------------------------------
  function paint(cell, meaning) {
    const tones = Array.from(cell.classList).filter((name) => name.startsWith("tone-"));
    cell.classList.remove(...tones);
    if (meaning.tone) cell.classList.add(`tone-${meaning.tone}`);
    cell.dataset.group = meaning.group;
    cell.querySelector(".pupil-word").textContent = meaning.word;
    const use = cell.querySelector(".pupil-state use");
    if (meaning.icon) use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${meaning.icon}`);
  }

  // A bar counts its own room where there are rooms, else the whole form.
  function countInto(bar, form) {
    const groups = all(".pupil", bar.closest("[data-room]") || form).map((cell) => cell.dataset.group || "normal");
    const parts = bar.dataset.groups.split(" ")
      .map((group) => [group, groups.filter((name) => name === group).length])
      .filter(([group, n]) => n > 0 || group === "normal")
      .map(([group, n]) => fill(bar.dataset[group], { n }));
    bar.querySelector("[data-text]").textContent = fill(bar.dataset.summary, { parts: parts.join(bar.dataset.join) });
  }

  function refreshBar() {
    const form = checkForm();
    const bars = form ? all("[data-summary]", form) : [];
    if (!bars.length) return;
    bars.forEach((bar) => countInto(bar, form));
    listConditions(form);
    const open = openQuestions(form);
    const note = form.querySelector("[data-open-questions]");
    if (note) note.textContent = open.length ? fill(note.dataset.openQuestions, { n: open.length }) : "";
  }

  // Before reporting one sees, beside the button, whom the report names.
  function listConditions(form) {
    const list = form.querySelector("[data-conditions]");
    if (!list) return;
    list.replaceChildren(...all(".pupil", form).filter((cell) => cell.dataset.group).map((cell) => {
      const item = document.createElement("li");
      [".pupil-number", ".pupil-name", ".pupil-word"].forEach((part) => {
        item.append(Object.assign(document.createElement("span"), { textContent: cell.querySelector(part).textContent }));
      });
      return item;
    }));
  }

  function openQuestions(form) {
    return all(".question", form).filter((question) => {
      const answered = Boolean(question.querySelector("input:checked"));
      question.classList.toggle("is-answered", answered);
      return !answered;
    });
  }

  // --- Opening, saving, clearing ---------------------------------------------------------------
  function openCell(cell, proposed) {
    const form = sheet().querySelector("form");
    const entry = entryOf(cell.dataset.person);
    const known = entry && entry.value ? JSON.parse(entry.value) : null;
    current = cell;
    restore(form, known || proposed || {});
    sheet().querySelector("[data-pupil-name]").textContent = cell.dataset.name;
    sheet().querySelector("[data-pupil-number]").textContent = cell.querySelector(".pupil-number").textContent;
    form.querySelector("[data-clear]").hidden = !known;
    openDialog(sheet(), cell);
  }

  function write(person, state) {
    let entry = entryOf(person);
    if (!state) {
      if (entry) entry.remove();
    } else {
      if (!entry) {
        entry = document.createElement("input");
        entry.type = "hidden";
        entry.name = `entry-${person}`;
        checkForm().append(entry);
      }
      entry.value = JSON.stringify(state);
    }
    checkForm().dataset.dirty = "";
  }

  function finish(state, meaning, template) {
    write(current.dataset.person, state);
    paint(current, meaning);
    refreshBar();
    say(fill(template, { name: current.dataset.name, word: meaning.word }));
    closeDialog(sheet());
  }

  // What a guardian or a gate proposes stands after one tap; the cell then opens it for changes.
  function takeOver(cell, state) {
    const form = sheet().querySelector("form");
    const meaning = (restore(form, state), describe(form, form.dataset.more));
    write(cell.dataset.person, state);
    paint(cell, meaning);
    refreshBar();
    say(fill(form.dataset.saySaved, { name: cell.dataset.name, word: meaning.word }));
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-pupil-sheet]")) return;
    event.preventDefault();
    const wrong = firstError(event.target);
    if (wrong) wrong.focus();
    else finish(collect(event.target), describe(event.target, event.target.dataset.more), event.target.dataset.saySaved);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]") && current) {
      finish(null, NOTHING, sheet().querySelector("form").dataset.sayCleared);
      return;
    }
    const cell = event.target.closest(".pupil[data-person]");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey || !sheet() || !sheet().showModal) return;
    event.preventDefault();
    openCell(cell);
  });

  // A question and the pupil's entry agree: 仍有情况 has an entry, 已正常 has none.
  function agree() {
    all(".question[data-person]").forEach((question) => {
      const still = question.querySelector("input[data-entry]");
      const entry = entryOf(question.dataset.person);
      if (still) still.checked = Boolean(entry);
    });
    refreshBar();
  }

  document.addEventListener("change", (event) => {
    const answer = event.target;
    const question = answer.closest(".question");
    if (!question) return;
    checkForm().dataset.dirty = "";
    refreshBar();
    const cell = document.querySelector(`.pupil[data-person="${question.dataset.person}"]`);
    if (cell && "takeOver" in answer.dataset) {
      takeOver(cell, JSON.parse(answer.dataset.entry));
    } else if (cell && answer.dataset.entry) {
      openCell(cell, JSON.parse(answer.dataset.entry));
    } else if (cell && entryOf(question.dataset.person)) {
      write(question.dataset.person, null);
      paint(cell, NOTHING);
      refreshBar();
    }
  });

  document.addEventListener("close", (event) => {
    if (event.target === sheet()) agree();
  }, true);

  // Nil is an act of looking: the report waits for the open questions.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-check]")) return;
    const room = event.submitter && event.submitter.closest("[data-room]");
    const open = openQuestions(event.target).filter((question) => !room || room.contains(question));
    if (!open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open[0].querySelector("input").focus();
    open[0].scrollIntoView({ block: "center" });
    const note = event.target.querySelector("[data-open-questions]");
    if (note) say(note.textContent);
  }, true);

  // Put a report that was kept on the phone back into the form: (name, value) pairs as it was sent.
  function showKept(pairs) {
    const form = checkForm();
    const own = sheet().querySelector("form");
    all("input[name^='entry-']", form).forEach((entry) => entry.remove());
    all(".pupil", form).forEach((cell) => paint(cell, NOTHING));
    pairs.forEach(([name, value]) => {
      if (name.startsWith("entry-") && value) {
        const person = name.slice(6);
        restore(own, JSON.parse(value));
        write(person, JSON.parse(value));
        const cell = form.querySelector(`.pupil[data-person="${person}"]`);
        if (cell) paint(cell, describe(own, own.dataset.more));
      } else if (name.startsWith("answer-")) {
        const answer = form.querySelector(`input[name="${name}"][value="${value}"]`);
        if (answer) answer.checked = true;
      } else if (name.startsWith("reason") && form.elements[name]) {
        form.elements[name].value = value;
      }
    });
    refreshBar();
  }

  window.sizaoCheck = { refresh: refreshBar, show: showKept };

  // --- Keys in the grid --------------------------------------------------------------------------
  let typed = "";
  let typedAt = 0;

  function cellByKey(event, cells, index) {
    const columns = cells.filter((cell) => cell.offsetTop === cells[0].offsetTop).length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.key in steps) return cells[index + steps[event.key]];
    if (event.key === "Home") return cells[0];
    if (event.key === "End") return cells[cells.length - 1];
    if (!/^\d$/.test(event.key)) return null;
    typed = (event.timeStamp - typedAt < 900 ? typed : "") + event.key;
    typedAt = event.timeStamp;
    return cells.find((cell) => Number(cell.dataset.number) === Number(typed));
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".pupil");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      cell.click();
      return;
    }
    const cells = all(".pupil", cell.closest(".pupil-grid"));
    const next = cellByKey(event, cells, cells.indexOf(cell));
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  document.addEventListener("DOMContentLoaded", refreshBar);
  document.addEventListener("htmx:afterSettle", refreshBar);
})();
