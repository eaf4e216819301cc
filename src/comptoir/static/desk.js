// Counts the running clock down; the page is complete without it.
const clock = document.querySelector("[data-until]");
if (clock) {
  const offset = Date.parse(clock.dataset.now) - Date.now();
  const until = Date.parse(clock.dataset.until) + 1000;
  const pattern = clock.textContent;
  const show = () => {
    const left = Math.max(0, Math.floor((until - Date.now() - offset) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.textContent = pattern.replace(/\d+:\d\d/, time);
    if (!left) location.reload();
  };
  setInterval(show, 1000);
}

// On a telephone the rows of a list stand one below the other, each cell under the name of its column.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
function stack() {
  for (const list of document.querySelectorAll(".list:has(thead):not(.stacks, .chart-desk, :has(thead a))")) {
    const names = [...list.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const part of [list, ...list.querySelectorAll("thead, tbody, tr, td")]) part.role = ROLES[part.tagName];
    for (const head of list.querySelectorAll("th")) head.role = head.scope === "row" ? "rowheader" : "columnheader";
    for (const row of list.tBodies[0].rows)
      for (const [place, cell] of [...row.cells].entries()) cell.dataset.name = names[place];
    list.classList.add("stacks");
  }
}
stack();
addEventListener("scanned", stack);

// A stroke puts the cursor into the search, from anywhere but a field.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const search = document.getElementById("desk-q");
  search?.focus();
  search?.select();
});
