// A scanner types faster than a network answers: each code is kept with a key of its own and sent in turn until it is
// answered. The key makes a code that was sent twice count once. Without this module the same form is simply posted.

const form = document.querySelector("[data-scan]");
const waiting = [];
let sending = false;

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function send(body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.timeout = 15000;
    request.onload = () => (request.response && request.status < 500 ? resolve(request.response) : reject());
    request.onerror = request.ontimeout = reject;
    request.send(body);
  });
}

function show(page) {
  const names = ["told", "station", "left"].filter((name) => document.getElementById(name));
  if (names.some((name) => !page.getElementById(name))) return location.reload();
  for (const name of names)
    document.getElementById(name).replaceChildren(...document.adoptNode(page.getElementById(name)).childNodes);
  dispatchEvent(new Event("scanned"));
  if (waiting.length < 2) focusNext();
}

// What comes after the last scan of an order: its weight, typed or by scales that type.
function focusNext() {
  (document.querySelector("[data-next]") ?? form.elements.code).focus();
}

function tellWaiting() {
  const line = document.createElement("p");
  line.className = "scan-told wrong";
  line.textContent = form.dataset.waiting;
  document.getElementById("told").replaceChildren(line);
}

async function work() {
  if (sending) return;
  sending = true;
  while (waiting.length) {
    try {
      show(await send(waiting[0]));
      waiting.shift();
    } catch {
      tellWaiting();
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
  sending = false;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new FormData(form);
  body.set("key", newKey());
  waiting.push(body);
  form.elements.code.value = "";
  form.elements.code.focus();
  work();
});

if (form) focusNext();

addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
