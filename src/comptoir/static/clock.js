// How long a thing can still be done, by the house's clock, second by second; when it is over, the house says what is next.
for (const clock of document.querySelectorAll("time[data-left]")) {
  const begun = performance.now();
  const whole = Date.parse(clock.dateTime) - Date.parse(clock.dataset.now);
  const show = () => {
    const left = Math.max(0, Math.floor((whole - (performance.now() - begun)) / 1000));
    const seconds = String(left % 60).padStart(2, "0");
    clock.textContent = clock.dataset.left.replace("{left}", `${Math.floor(left / 60)}:${seconds}`);
    if (left > 0) return;
    clearInterval(ticking);
    location.reload();
  };
  const ticking = whole > 0 ? setInterval(show, 1000) : 0;
  if (ticking) show();
}
