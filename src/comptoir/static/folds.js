// The menu closes by Escape, by a press beside it, and when one of its links is followed.
for (const fold of document.querySelectorAll("details[data-closes]")) {
  const summary = fold.querySelector("summary");
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    summary.focus();
  });
  fold.addEventListener("click", ({ target }) => {
    if (target.closest("nav a")) fold.open = false;
  });
  document.addEventListener("click", ({ target }) => {
    if (!fold.contains(target)) fold.open = false;
  });
}
document.documentElement.classList.add("script");
