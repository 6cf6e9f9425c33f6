(() => {
"use strict";
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const page = document.documentElement;
page.classList.add("on");

// Sorting: a button in each head; empty cells stay last whichever the direction.
const words = new Intl.Collator(page.lang, { numeric: true, sensitivity: "base" });
const figure = text => {
  const plain = text.replace(/[^0-9,.\u2212-]/g, "").replace("\u2212", "-");
  return plain === "" || plain === "-" ? null : Number(page.lang === "fr" ? plain.replace(",", ".") : plain.replace(/,/g, ""));
};
const value = (cell, kind) => {
  if (kind === "v" || kind === "l") return kind in cell.dataset ? Number(cell.dataset[kind]) : null;
  const text = cell.textContent.trim();
  if (kind === "t") return text === "" ? null : text;
  const number = figure(text);
  return Number.isNaN(number) ? null : number;
};
const compare = (one, other) => typeof one === "string" ? words.compare(one, other) : one - other;
const sort = (table, head) => {
  const column = head.cellIndex, kind = head.dataset.s;
  const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const rows = [...table.tBodies[0].rows].map(row => [value(row.cells[column], kind), row]);
  rows.sort(([one], [other]) => one === null || other === null ? (one === null) - (other === null) : way * compare(one, other));
  table.tBodies[0].append(...rows.map(([, row]) => row));
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
};
for (const table of all("table.sort")) {
  for (const head of all("th[data-s]", table)) {
    const button = document.createElement("button");
    button.type = "button";
    const text = head.textContent;
    // Chromium leaves buttons out of the heads it repeats on each page.
    const paper = Object.assign(document.createElement("span"), { className: "on-paper", textContent: text });
    button.append(text);
    button.addEventListener("click", () => sort(table, head));
    head.replaceChildren(button, paper);
  }
}

// Choosing: decided on the ranking, followed by every row and sheet of the same place.
const form = document.getElementById("choix");
const listed = all("#liste tbody tr"), followers = [...all("[data-o]"), ...all("article")];
const status = form.querySelector("[role=status]");
const fold = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const names = new Map(listed.map(row => [row, fold(row.querySelector("th").textContent)]));
const spell = number => number.toLocaleString(page.lang);
const choose = () => {
  const asked = Object.fromEntries(new FormData(form)), wanted = fold(asked.q || "").trim();
  const shown = new Set();
  let size = 0;
  for (const row of listed) {
    const kept = names.get(row).includes(wanted) && (!asked.g || row.dataset.g === asked.g) && (!asked.l || row.querySelector("[data-l]").dataset.l === asked.l)
      && (!asked.f || (row.dataset.f || "").split(" ").includes(asked.f));
    row.hidden = !kept;
    if (kept) { shown.add(row.dataset.r); size += Number(row.dataset.z || 0); }
  }
  for (const each of followers) each.hidden = !shown.has(each.dataset.o || each.id.slice(1));
  status.textContent = shown.size ? status.dataset.count.replace("%n", spell(shown.size)).replace("%s", spell(size)) : status.dataset.none;
};
form.addEventListener("input", choose);
form.addEventListener("reset", () => setTimeout(choose));
form.addEventListener("submit", event => event.preventDefault());
choose();

// The detail of a sheet is compact text; opened, it becomes a table with the titles and cells that the page holds once.
const sheets = document.getElementById("fiches").dataset, heads = sheets.heads.split("|");
const rules = new Map(all("#regles tbody tr").map(row => [row.cells[0].textContent, row]));
const cells = (columns, row) => row ? columns.replace(/(^|, )([A-Z]{1,3})(?=,|$)/g, "$1$2" + row) : columns;
const named = (answer, row) => {
  const labels = new Map((row.dataset.l || "").split("|").map(each => each.split("=")));
  if (labels.has(answer)) return labels.get(answer) + " (" + answer + ")";
  if (!row.dataset.u || !/^[\u2212\d]/.test(answer)) return answer;
  const [several, one = several] = row.dataset.u.split("|");
  return answer.replace(/^[^ ]+/, number => number + "\u00a0" + (/^\u2212?[01](\D|$)/.test(number) ? one : several));
};
const lay = pre => {
  const table = document.createElement("table");
  table.createCaption().textContent = sheets.caption.replace("%c", pre.closest("article").querySelector("h3").textContent);
  const head = table.createTHead().insertRow(), body = table.createTBody();
  for (const text of heads) head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: text }));
  for (const line of pre.textContent.trim().split("\n")) {
    const [id, answer, points, contribution, elsewhere] = line.split("\t"), rule = rules.get(id), row = body.insertRow();
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: rule ? id + " " + rule.cells[1].firstChild.textContent.trim() : id }));
    const read = elsewhere || (rule ? cells(rule.cells[5].textContent, pre.dataset.n) : "");
    for (const text of [rule ? named(answer, rule) : answer, points, contribution, read]) row.insertCell().textContent = text || "";
  }
  pre.replaceWith(table);
};
document.addEventListener("toggle", event => {
  const pre = event.target.querySelector("pre");
  if (event.target.open && pre) lay(pre);
}, true);

// Each sheet: the way back, and its own printing.
for (const sheet of all("article")) {
  const line = document.createElement("p"), link = document.createElement("a"), button = document.createElement("button");
  line.className = "back";
  link.href = "#classement";
  link.textContent = sheets.back;
  button.type = "button";
  button.dataset.print = "fiche";
  button.textContent = sheets.print;
  line.append(link, button);
  sheet.append(line);
}

// Printing a part of the page; a sheet printed alone takes along why and how of its actions.
const reason = link => {
  const row = document.getElementById(link.hash.slice(1)), text = document.createElement("small");
  text.textContent = [...row.querySelectorAll("[data-why]")].map(cell => cell.textContent).filter(Boolean).join(" — ");
  link.parentNode.append(document.createElement("br"), text);
  return text;
};
document.addEventListener("click", event => {
  const button = event.target.closest("button[data-print]");
  if (!button) return;
  const sheet = button.closest("article");
  page.classList.add("print-" + button.dataset.print);
  if (sheet) sheet.classList.add("alone");
  const reasons = sheet ? all("a[href^='#a-']", sheet).map(reason) : [];
  addEventListener("afterprint", () => {
    page.classList.remove("print-" + button.dataset.print);
    if (sheet) sheet.classList.remove("alone");
    for (const each of reasons) each.remove();
  }, { once: true });
  print();
});
})();
