// What the page shows of the one who reads it: the pieces in the basket. Pages themselves are the same for everybody.
const count = document.getElementById("basket-count");

async function show() {
  const answer = await fetch(document.body.dataset.me, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { basket } = await answer.json();
  count.hidden = basket === 0;
  const words = document.createElement("span");
  words.className = "apart";
  words.textContent = ` ${count.dataset.say}`;
  count.replaceChildren(String(basket), words);
}

if (count) {
  show();
  addEventListener("pageshow", (event) => event.persisted && show());
  document.addEventListener("comptoir:swapped", show);
}
