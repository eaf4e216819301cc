// Asks a visitor from elsewhere, once, which store to go on in. The page is the same for everybody; the question comes
// beside it, and what was answered stays in this browser.
const KEY = "store-asked";
const { advice, country } = document.body.dataset;

function asked() {
  return [localStorage.getItem(KEY), sessionStorage.getItem(KEY)].includes(country);
}

function show(bar) {
  bar.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-stay]")) return;
    localStorage.setItem(KEY, country);
    bar.remove();
  });
  document.body.append(bar);
}

function ask() {
  const request = new XMLHttpRequest();
  const from = encodeURIComponent(location.pathname + location.search);
  request.open("GET", `${advice}?from=${from}`);
  request.responseType = "document";
  request.onload = () => {
    const bar = request.response?.getElementById("version-advice");
    if (request.status === 204) sessionStorage.setItem(KEY, country);
    if (bar) show(document.adoptNode(bar));
  };
  request.send();
}

if (advice && !asked()) {
  if (document.readyState === "complete") ask();
  else addEventListener("load", ask);
}
