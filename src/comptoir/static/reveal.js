// Passwords show what is typed when asked to, and what they still need. Without a script the field stays as it is.
for (const place of document.querySelectorAll(".reveal")) {
  const input = place.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "reveal-button";
  button.setAttribute("aria-controls", input.id);
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? place.dataset.hide : place.dataset.show;
    button.setAttribute("aria-label", shown ? place.dataset.hides : place.dataset.shows);
  };
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  show(false);
  place.append(button);
}

const counted = { length: /./gsu, digits: /\p{Nd}/gu, specials: /[^\p{L}\p{N}\s]/gu };

for (const needs of document.querySelectorAll(".needs")) {
  const input = needs.parentElement.querySelector("input");
  const look = () => {
    for (const need of needs.querySelectorAll("[data-need]")) {
      const count = (input.value.match(counted[need.dataset.need]) ?? []).length;
      need.classList.toggle("met", count >= Number(need.dataset.least));
    }
  };
  input.addEventListener("input", look);
  look();
}
