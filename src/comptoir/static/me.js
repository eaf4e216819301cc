// What the page shows of the one who reads it: the pieces in the basket and in the wishlist. Pages themselves are the same
// for everybody.
const { me } = document.body.dataset;

async function ask() {
  try {
    const answer = await fetch(me, { headers: { Accept: "application/json" } });
    if (answer.ok) document.dispatchEvent(new CustomEvent("comptoir:me", { detail: await answer.json() }));
  } catch {
    // Without an answer the page shows nothing of its reader.
  }
}

function count(id, number) {
  const place = document.getElementById(id);
  if (!place || number === undefined) return;
  place.hidden = number === 0;
  const words = document.createElement("span");
  words.className = "apart";
  words.textContent = ` ${place.dataset.say}`;
  place.replaceChildren(String(number), words);
}

document.addEventListener("comptoir:me", ({ detail }) => {
  count("basket-count", detail.basket);
  count("wishes-count", detail.wishes?.length);
});

if (document.getElementById("basket-count")) {
  ask();
  addEventListener("pageshow", (event) => event.persisted && ask());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  document.addEventListener("comptoir:swapped", ask);
}
