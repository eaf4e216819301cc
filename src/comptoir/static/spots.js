// A click on the picture of a look puts the piece that is being written there; the fields beside it do the same.

const plate = document.querySelector("[data-spots]");
const rows = [...document.querySelectorAll("[data-spot]")];

if (plate && rows.length) {
  const field = (row, name) => row.querySelector(`[name^="${name}."]`);
  const marks = plate.querySelector("svg");
  const [, , wide, high] = marks.getAttribute("viewBox").split(" ").map(Number);
  let active = rows.find((row) => !field(row, "x").value) ?? rows[0];

  const show = (row) => {
    const mark = marks.querySelector(`[data-mark="${row.dataset.spot}"]`);
    const [x, y] = ["x", "y"].map((name) => Number.parseFloat(field(row, name).value));
    mark.toggleAttribute("hidden", Number.isNaN(x) || Number.isNaN(y));
    mark.setAttribute("transform", `translate(${((x || 0) * wide) / 100} ${((y || 0) * high) / 100})`);
  };

  const choose = (row) => {
    active = row;
    for (const each of rows) {
      each.toggleAttribute("data-active", each === row);
      marks.querySelector(`[data-mark="${each.dataset.spot}"]`).toggleAttribute("data-active", each === row);
    }
  };

  for (const row of rows) {
    row.addEventListener("focusin", () => choose(row));
    row.addEventListener("input", () => show(row));
    show(row);
  }
  plate.addEventListener("click", (event) => {
    const box = marks.getBoundingClientRect();
    field(active, "x").value = (((event.clientX - box.left) / box.width) * 100).toFixed(1);
    field(active, "y").value = (((event.clientY - box.top) / box.height) * 100).toFixed(1);
    show(active);
    field(active, "reference").focus({ preventScroll: true });
  });
  choose(active);
}
