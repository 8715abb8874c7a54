
(() => {
  "use strict";
  const page = document.querySelector("main.handcalc");
  const tables = [...page.querySelectorAll("table[data-step]")];
  const own = (line) => [...line.cells].filter((cell) => cell.tagName === "TD" && !cell.matches(".gap, .copy"));
  const grids = new Map(tables.map((table) => [table, [...[...table.tBodies].at(-1).rows].map(own)]));
  const named = (step) => tables.filter((table) => table.dataset.step === step);
  const place = (cell) => {
    const table = cell.closest("table");
    const row = (grids.get(table) ?? []).findIndex((line) => line.includes(cell));
    return row < 0 ? null : { table, row, column: grids.get(table)[row].indexOf(cell) };
  };

  // Overflowing boxes can be scrolled with the keyboard.
  const scrollers = [...page.querySelectorAll(".scroll, .formula, .arithmetic")];
  const measure = () => {
    for (const box of scrollers) {
      const overflows = box.scrollWidth > box.clientWidth + 1;
      const title = box.closest("section")?.querySelector("h3")?.textContent ?? "Table";
      const facts = overflows ? { tabindex: "0", role: "group", "aria-label": title } : {};
      for (const name of ["tabindex", "role", "aria-label"]) {
        if (name in facts) box.setAttribute(name, facts[name]);
        else box.removeAttribute(name);
      }
    }
  };
  addEventListener("resize", measure);
  measure();

  // Tooltips: the row, the column, the operands and the arithmetic of the hovered or focused cell.
  let lit = [];
  const light = (cell, kind) => {
    if (!cell) return;
    cell.classList.add(kind);
    lit.push([cell, kind]);
  };
  const tooltipOutput = (table) => {
    const below = table.parentElement.nextElementSibling;
    return below?.matches("output.how") ? below : null;
  };
  let current = null;
  const showTooltip = (output, words) => {
    if (current && current !== output) current.textContent = "";
    if (output && output.textContent !== words) output.textContent = words;
    current = output;
  };
  const show = (cell) => {
    for (const [old, kind] of lit) old.classList.remove(kind);
    lit = [];
    const at = cell && place(cell);
    if (!at) return showTooltip(null, "");
    for (const other of cell.parentElement.cells) light(other, "lit");
    for (const line of at.table.rows) light(own(line)[at.column], "lit");
    light(at.table.querySelectorAll("thead th")[at.column], "lit");
    for (const part of (cell.dataset.of ?? "").split(";").filter(Boolean)) {
      const [step, top, bottom, left, right] = part.split(" ");
      for (const table of named(step)) {
        for (const line of grids.get(table).slice(+top, +bottom + 1)) {
          for (const operand of line.slice(+left, +right + 1)) light(operand, "lit");
        }
      }
    }
    light(cell, "at");
    showTooltip(tooltipOutput(at.table), cell.dataset.how ?? "");
  };
  const focused = () => document.activeElement.closest?.("td") ?? null;
  page.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td");
    show(cell && place(cell) ? cell : focused());
  });
  page.addEventListener("pointerleave", () => show(focused()));
  page.addEventListener("focusin", () => show(focused()));
  page.addEventListener("focusout", () => show(null));

  // Keyboard: Tab stops once at each table and at each blank; arrow keys, Home and End move within a table.
  const target = (cell) => cell.querySelector("input") ?? cell;
  for (const [table, grid] of grids) {
    if (!table.querySelector("input")) {
      table.setAttribute("role", "grid");
      table.setAttribute("aria-readonly", "true");
    }
    const plain = grid.flat().filter((cell) => target(cell) === cell);
    plain.forEach((cell, index) => (cell.tabIndex = index ? -1 : 0));
  }
  const moves = {
    ArrowUp: (at) => [at.row - 1, at.column],
    ArrowDown: (at) => [at.row + 1, at.column],
    ArrowLeft: (at) => [at.row, at.column - 1],
    ArrowRight: (at) => [at.row, at.column + 1],
    Home: (at, whole) => [whole ? 0 : at.row, 0],
    End: (at, whole, grid) => [whole ? grid.length - 1 : at.row, grid[at.row].length - 1],
  };
  const writes = (input, key) => {
    if (key === "Home" || key === "End") return true;
    if (key === "ArrowLeft") return input.selectionEnd > 0;
    return key === "ArrowRight" && input.selectionStart < input.value.length;
  };
  page.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const at = cell && place(cell);
    if (!at || event.altKey || event.shiftKey || event.metaKey) return;
    if (event.target.matches("input") && event.key === "Enter") {
      const boxes = [...page.querySelectorAll("td.blank input")];
      boxes[boxes.indexOf(event.target) + 1]?.focus();
      return event.preventDefault();
    }
    if (!(event.key in moves) || (event.target.matches("input") && writes(event.target, event.key))) return;
    const grid = grids.get(at.table);
    const [row, column] = moves[event.key](at, event.ctrlKey, grid);
    const next = grid[row]?.[column];
    event.preventDefault();
    if (!next) return;
    const stops = grid.flat().filter((one) => one.tabIndex === 0);
    if (target(next) === next) {
      for (const one of stops) one.tabIndex = -1;
      next.tabIndex = 0;
    }
    target(next).focus();
    if (target(next) !== next) target(next).select();
  });

  // Exercise sheets: count answers, copy them into schemes, save and load them.
  const controls = page.querySelector(".controls");
  if (!controls) return;
  const [status, file] = [controls.querySelector("output"), controls.querySelector("input")];
  const blanks = [...grids].flatMap(([table, grid]) =>
    grid.flatMap((line, row) =>
      line.flatMap((cell, column) => {
        const input = cell.querySelector("input");
        if (!input) return [];
        const labels = {
          step: table.dataset.step,
          row: cell.parentElement.querySelector("th[scope]")?.textContent ?? "",
          column: table.querySelectorAll("thead th")[column]?.textContent ?? "",
        };
        return [{ labels, input }];
      }),
    ),
  );
  const repeat = (table) => {
    const filled = (side) => {
      const [step, turned] = side.split(" ");
      const grid = named(step).map((one) => grids.get(one))[0] ?? [];
      return (row, column) => (turned ? grid[column]?.[row] : grid[row]?.[column])?.querySelector("input")?.value;
    };
    const write = (cells, row, value) =>
      cells.forEach((cell, column) => {
        const box = cell.querySelector(".box");
        if (box) box.textContent = value(row, column) ?? "";
      });
    const [left, right] = [filled(table.dataset.left), filled(table.dataset.right)];
    [...[...table.tBodies].at(-1).rows].forEach((line, row) => write([...line.querySelectorAll("td.copy")], row, left));
    [...table.tBodies[0].rows].forEach((line, row) => write(own(line), row, right));
  };
  let unsaved = false;
  const report = (words) => {
    const count = blanks.filter(({ input }) => input.value.trim()).length;
    status.textContent = `${count} of ${blanks.length} filled in${words ? `, ${words}` : ""}`;
    tables.filter((table) => table.dataset.left).forEach(repeat);
  };
  const save = () => {
    const answers = {
      schema: "handcalc/answers",
      format_version: "1.0",
      id: page.dataset.sheet,
      cells: blanks.map(({ labels, input }) => ({ ...labels, value: input.value })),
    };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(answers, null, 1) + "\n"], { type: "application/json" }));
    link.download = `${page.dataset.file}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    report(`saved as ${link.download}`);
  };
  const load = async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    let answers;
    try {
      answers = JSON.parse(await chosen.text());
    } catch {
      return report("that file could not be read");
    }
    if (answers?.schema !== "handcalc/answers" || !Array.isArray(answers.cells)) return report("that is no file of answers");
    if (answers.id !== page.dataset.sheet) return report("that file belongs to another sheet");
    const key = ({ step, row, column }) => JSON.stringify([step, row, column]);
    const values = new Map(answers.cells.map((cell) => [key(cell), String(cell.value ?? "")]));
    for (const { labels, input } of blanks) input.value = values.get(key(labels)) ?? input.value;
    unsaved = false;
    report("loaded");
  };
  controls.hidden = false;
  report("");
  page.addEventListener("input", (event) => {
    if (event.target === file) return;
    unsaved = true;
    report("not saved yet");
  });
  controls.querySelector(".save").addEventListener("click", save);
  controls.querySelector(".load").addEventListener("click", () => file.click());
  file.addEventListener("change", load);
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
