// The stores by their distance from here. The browser is asked only when it is pressed, and what it says stays in the page.

const button = document.getElementById("near");
const list = document.getElementById("store-list");
const said = document.getElementById("near-said");
const radians = (degrees) => (degrees * Math.PI) / 180;

function kilometres(here, item) {
  const [from, to] = [radians(here.latitude), radians(Number(item.dataset.latitude))];
  const across = radians(Number(item.dataset.longitude) - here.longitude);
  const half = Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(across / 2) ** 2;
  return 12742 * Math.asin(Math.sqrt(half));
}

function arrange({ coords }) {
  const items = [...list.children].map((item) => [kilometres(coords, item), item]).sort((one, other) => one[0] - other[0]);
  for (const [away, item] of items) {
    const far = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: away < 10 ? 1 : 0 });
    item.querySelector(".away").textContent = button.dataset.km.replace("#", far.format(away));
    list.append(item);
  }
  said.textContent = `${items[0][1].querySelector(".name").textContent.trim()}, ${items[0][1].querySelector(".away").textContent}`;
}

if (button && list && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () =>
    navigator.geolocation.getCurrentPosition(arrange, () => (said.textContent = button.dataset.none), { timeout: 10000 }),
  );
}
