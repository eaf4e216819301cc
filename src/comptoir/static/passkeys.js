// Passkeys: a form asks the device before it is sent, and carries its answer. Where the browser has none, or not at this
// address, the page says so and nothing else changes.
const RENEWED = 4 * 60 * 1000; // what the house asks is good for five minutes

const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON) && !/^[\d.]+$|:/.test(location.hostname);
let running;

function say(form, words) {
  const place = form.querySelector("[data-nothing]");
  place.textContent = words ?? place.dataset.nothing;
  place.hidden = false;
}

async function ask(form) {
  const body = new FormData(form);
  body.delete("answer");
  const answer = await fetch(form.dataset.ask, { method: "POST", body });
  const asked = await answer.json();
  if (!answer.ok) throw new Error(asked.refused.join(" "), { cause: "house" });
  return asked;
}

async function fill(form, mediation) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const asked = await ask(form);
  signal.throwIfAborted();
  const answer =
    form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked), signal })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked),
          signal,
          ...(mediation && { mediation }),
        });
  form.elements.answer.value = JSON.stringify(answer);
  form.submit();
}

// The device proposes its passkeys in the field of the e-mail, for as long as nobody presses the button.
async function propose(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const again = () => {
    fill(form, "conditional").catch(() => {});
  };
  again();
  const timer = setInterval(again, RENEWED);
  form.addEventListener("submit", () => clearInterval(timer));
}

if (able) {
  for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      fill(form).catch((wrong) => {
        if (wrong.name !== "AbortError") say(form, wrong.cause === "house" ? wrong.message : undefined);
      });
    });
    if (document.querySelector("[autocomplete~=webauthn]")) propose(form);
  }
}
