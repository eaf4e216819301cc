// Hearts, pressed where the piece is in the wishlist. A press shows at once, and is taken back where it could not be saved.
const form = document.getElementById("wish");
const said = document.getElementById("hearts-say");
let known = new Set();

const hearts = () => document.querySelectorAll("button[form=wish]");

function paint(wishes) {
  for (const heart of hearts()) heart.setAttribute("aria-pressed", wishes.has(heart.value));
}

function say(words, failed) {
  said.textContent = words;
  said.classList.toggle("said-failed", failed);
}

async function save(reference, address) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ reference }),
  });
  const told = await answer.json();
  if (answer.ok) document.dispatchEvent(new CustomEvent("comptoir:me", { detail: told }));
  return told.refused?.join(" ");
}

async function press(heart) {
  const wanted = new Set(known);
  const adding = !wanted.delete(heart.value);
  if (adding) wanted.add(heart.value);
  paint(wanted);
  heart.setAttribute("aria-busy", "true");
  const { added, removed, failed } = said.dataset;
  const refused = await save(heart.value, adding ? form.action : form.dataset.remove).catch(() => failed);
  if (refused) paint(known);
  say(refused || (adding ? added : removed), Boolean(refused));
  heart.removeAttribute("aria-busy");
}

document.addEventListener("comptoir:me", ({ detail }) => {
  known = new Set(detail.wishes);
  paint(known);
});

// One press after the other, each on what the one before has left; a double press is one.
let last = Promise.resolve();
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const heart = event.submitter;
  if (!heart.hasAttribute("aria-busy")) last = last.then(() => press(heart));
});
