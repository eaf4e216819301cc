// The looks one after another, as in the show: played and paused by hand, never by itself.

const STEP = 1400;

for (const film of document.querySelectorAll("[data-film]")) {
  const frames = [...film.querySelectorAll(".film-frame img")];
  const run = film.querySelector(".film-run");
  const button = run.querySelector("button");
  const place = run.querySelector("[data-film-at]");
  let at = frames.findIndex((frame) => !frame.hidden);
  let timer = 0;

  const step = () => {
    frames[at].hidden = true;
    at = (at + 1) % frames.length;
    frames[at].hidden = false;
    place.textContent = at + 1;
  };

  button.addEventListener("click", () => {
    if (timer) {
      clearInterval(timer);
      timer = 0;
    } else {
      for (const frame of frames) frame.loading = "eager";
      step();
      timer = setInterval(step, STEP);
    }
    button.textContent = timer ? button.dataset.pause : button.dataset.play;
  });
  run.hidden = frames.length < 2;
}
