// Suggestions under a search box: a combobox with a listbox. Without a script the form is sent as it is.
const PAUSE = 160;
const LIST = "suggestions-list";

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

function suggestIn(form) {
  const box = form.querySelector("input[type=search]");
  const place = form.querySelector(".suggestions");
  const said = form.querySelector("[role=status]");
  let waiting = 0;
  let asked = "";

  const options = () => [...place.querySelectorAll("[role=option]")];
  const chosen = () => place.querySelector("[aria-selected=true]");

  // The list is taken away with its ids: another box of the page may need them.
  function close() {
    clearTimeout(waiting);
    asked = "";
    place.hidden = true;
    place.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-controls");
    box.removeAttribute("aria-activedescendant");
  }

  function show(list) {
    place.replaceChildren(document.adoptNode(list));
    said.textContent = list.dataset.say;
    box.removeAttribute("aria-activedescendant");
    const found = options().length > 0;
    place.hidden = !found;
    box.setAttribute("aria-expanded", String(found));
    box.setAttribute("aria-controls", LIST);
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const words = box.value.trim();
    if (words.length < 2) return close();
    if (words === asked) return undefined;
    asked = words;
    try {
      const page = await fetchPage(`${form.dataset.suggests}?q=${encodeURIComponent(words)}`);
      const list = page.getElementById(LIST);
      if (words !== asked || !list) return undefined;
      return document.activeElement === box ? show(list) : close();
    } catch {
      return close();
    }
  }

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    const { key } = event;
    if (key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(all[at].dataset.to);
    } else if (key === "Escape" && !place.hidden) {
      // Only the list: the panel that the box may stand in closes by the next one.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!all.length) ask();
      // Above the first and below the last stands the box itself.
      const next = key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
      choose(all[next]);
    }
  });
  box.addEventListener("blur", close);
  place.addEventListener("mousedown", (event) => event.preventDefault());
  place.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) location.assign(option.dataset.to);
  });
}

for (const form of document.querySelectorAll("[data-suggests]")) suggestIn(form);

// Whoever opens the search in the head wants to type.
for (const panel of document.querySelectorAll(".find")) {
  panel.addEventListener("toggle", () => panel.open && panel.querySelector("input").focus());
}
