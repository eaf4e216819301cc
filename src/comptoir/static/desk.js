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
