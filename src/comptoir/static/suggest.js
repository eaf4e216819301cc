// Suggestions under the search box: a combobox with a listbox. Without a script the form is sent as it is.

const form = document.querySelector("[data-suggests]");
const box = form.querySelector("input[type=search]");
const place = document.getElementById("suggestions");
const said = document.getElementById("suggestions-count");
const PAUSE = 160;
let waiting = 0;
let asked = "";

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-expanded", "false");
box.setAttribute("aria-controls", "suggestions-list");

const options = () => [...place.querySelectorAll("[role=option]")];
const chosen = () => place.querySelector("[aria-selected=true]");

function close() {
  place.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
  chosen()?.setAttribute("aria-selected", "false");
}

function open() {
  const found = options().length > 0;
  place.hidden = !found;
  box.setAttribute("aria-expanded", String(found));
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
}

// A page as the browser itself reads it: no text is made into a document here.
function fetchPage(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("get", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(request));
    request.onerror = () => reject(request);
    request.send();
  });
}

async function ask() {
  const words = box.value.trim();
  if (words === asked) return open();
  asked = words;
  if (words.length < 2) {
    place.replaceChildren();
    return close();
  }
  try {
    const page = await fetchPage(`${form.dataset.suggests}?q=${encodeURIComponent(words)}`);
    const list = page.getElementById("suggestions-list");
    if (words !== asked || !list) return undefined;
    place.replaceChildren(document.adoptNode(list));
    said.textContent = list.dataset.say;
    box.removeAttribute("aria-activedescendant");
    return document.activeElement === box ? open() : close();
  } catch {
    return close();
  }
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});

box.addEventListener("keydown", (event) => {
  const all = options();
  const at = all.indexOf(chosen());
  const { key } = event;
  if (key === "Enter" && !place.hidden && at >= 0) {
    event.preventDefault();
    location.assign(all[at].dataset.to);
  } else if (key === "Escape" && !place.hidden) {
    event.preventDefault();
    close();
  } else if ((key === "ArrowDown" || key === "ArrowUp") && all.length) {
    event.preventDefault();
    if (place.hidden) open();
    // Above the first and below the last stands the box itself.
    const next = key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
    choose(all[next]);
  }
});

place.addEventListener("mousedown", (event) => event.preventDefault());
place.addEventListener("click", ({ target }) => {
  const option = target.closest("[role=option]");
  if (option) location.assign(option.dataset.to);
});
box.addEventListener("blur", close);
