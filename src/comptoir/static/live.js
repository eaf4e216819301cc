// Forms that answer in place: the same request as without a script, and the parts named in `data-live` taken from the
// page that comes back. Whatever goes wrong, the browser simply goes to that page.

function send(form, action, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(form.method, action);
    request.responseType = "document";
    request.onload = () => (request.response ? resolve(request) : reject(request));
    request.onerror = () => reject(request);
    request.send(body);
  });
}

function swap(page, ids) {
  const places = ids.map((id) => [document.getElementById(id), page.getElementById(id)]);
  if (places.some(([here, there]) => !here || !there)) return false;
  const held = document.activeElement?.id;
  for (const [here, there] of places) here.replaceChildren(...document.adoptNode(there).childNodes);
  if (held) document.getElementById(held)?.focus();
  document.dispatchEvent(new CustomEvent("comptoir:swapped"));
  return true;
}

async function answer(form, action, ids, body) {
  form.setAttribute("aria-busy", "true");
  try {
    const request = await send(form, action, body);
    if (!swap(request.response, ids)) location.assign(request.responseURL);
  } catch {
    form.submit();
  } finally {
    form.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const ids = (button?.dataset.live ?? form.dataset.live)?.split(" ");
  if (!ids) return;
  event.preventDefault();
  const body = new FormData(form, button);
  answer(form, button?.hasAttribute("formaction") ? button.formAction : form.action, ids, body);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  const { form } = target;
  if (form?.hasAttribute("data-sends")) form.requestSubmit();
  const asks = target.closest("[data-asks]");
  if (asks) answer(form, asks.dataset.asks, asks.dataset.swaps.split(" "), new FormData(form));
});

// A form that may be sent once: a second press waits for the first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.hasAttribute("data-once")) return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else form.toggleAttribute("data-sent", true);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) form.removeAttribute("data-sent");
});

// What was wrong with a field is over once it is typed in again.
document.addEventListener("input", ({ target }) => {
  const field = target.closest(".field.wrong");
  if (!field) return;
  field.classList.remove("wrong");
  field.querySelector(".wrong-text")?.remove();
  target.removeAttribute("aria-invalid");
});
