// A line sheet is narrowed in place: the page that the form or link leads to is fetched, and its sheet, counts and chips
// take the place of these. Whatever goes wrong, the browser simply goes there.

const PARTS = ["filters-kinds", "filters-end", "narrowed", "results"];
let latest = 0;

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

function swap(page) {
  const places = PARTS.map((id) => [document.getElementById(id), page.getElementById(id)]);
  if (places.some(([here, there]) => !here || !there)) return false;
  const held = document.activeElement?.id;
  const inside = places.some(([here]) => here.contains(document.activeElement));
  for (const [here, there] of places) here.replaceChildren(...document.adoptNode(there).childNodes);
  if (inside) (document.getElementById(held) ?? document.getElementById("filters-open")).focus();
  document.title = page.title;
  document.dispatchEvent(new CustomEvent("comptoir:swapped"));
  return true;
}

async function show(address) {
  latest += 1;
  const asked = latest;
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(address);
    if (asked === latest && !swap(page)) location.assign(address);
  } catch {
    location.assign(address);
  } finally {
    if (asked === latest) results.removeAttribute("aria-busy");
  }
}

function go(address) {
  history.pushState(null, "", address);
  return show(address);
}

function addressOf(form) {
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(chosen).toString();
  return query ? `${form.action}?${query}` : form.action;
}

document.addEventListener("change", ({ target }) => {
  if (target.form?.hasAttribute("data-narrows")) go(addressOf(target.form));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-narrows")) return;
  event.preventDefault();
  const panel = form.querySelector("details");
  panel.open = false;
  panel.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-narrows]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("keydown", ({ key, target }) => {
  const panel = key === "Escape" && target.closest(".filters[open]");
  if (!panel) return;
  panel.open = false;
  panel.querySelector("summary").focus();
});

addEventListener("popstate", () => show(location.href));
