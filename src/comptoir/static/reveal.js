// Passwords show what is typed when asked to. Without a script the field stays as it is.
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
