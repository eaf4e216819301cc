// The line before a drop. What is asked again and again is the same for everybody; one's own page is fetched only when
// that says something new for this place, and then not by all at the same moment.
const room = document.getElementById("line");
const said = document.getElementById("line-said");
const figures = new Intl.NumberFormat(document.documentElement.lang);
const AWAY_S = 30;

function show(name, number) {
  const place = room.querySelector(`[data-${name}]`);
  if (place && number >= 0) place.textContent = figures.format(number);
}

function fetchPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => (request.response?.getElementById("line") ? resolve(request.response) : reject(request));
    request.onerror = () => reject(request);
    request.send();
  });
}

async function renew() {
  const page = await fetchPage();
  const there = page.getElementById("line");
  for (const name of Object.keys(room.dataset)) delete room.dataset[name];
  Object.assign(room.dataset, there.dataset);
  room.replaceChildren(...document.adoptNode(there).childNodes);
  document.title = page.title;
  const words = room.querySelector("h1").textContent.trim();
  if (said.textContent !== words) said.textContent = words;
}

function isNews(now) {
  const { standing, place, called } = room.dataset;
  if (now.standing !== standing) return true;
  if (!place) return standing === "open" || standing === "drawing";
  return !called && now.called >= Number(place);
}

async function ask() {
  let again = Number(room.dataset.again);
  try {
    const answer = await fetch(room.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const now = await answer.json();
      again = now.again;
      show("before", Number(room.dataset.place) - now.called - 1);
      show("left", now.left);
      if (isNews(now)) {
        // After the draw everybody has a place to learn: not all in the same second.
        if (!room.dataset.place) await new Promise((done) => setTimeout(done, now.spread * 1000 * Math.random()));
        await renew();
      }
    }
  } catch {
    // The next time, perhaps; the page says what it said.
  }
  plan(again);
}

function plan(seconds) {
  if (!("waits" in room.dataset)) return;
  const usual = document.visibilityState === "visible" ? seconds : Math.max(seconds, AWAY_S);
  setTimeout(ask, usual * (750 + 500 * Math.random()));
}

if (room) plan(Number(room.dataset.again));
