// What a counter confirms is kept in this browser until the house has answered, and sent again under the same key when the
// network is back: the key makes what is sent twice happen once. Without this module the form is simply posted.

const KEPT = "counter";
const box = document.getElementById("counter-waiting");
let sending = false;

const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]");

function keep(entries) {
  if (entries.length) localStorage.setItem(KEPT, JSON.stringify(entries));
  else localStorage.removeItem(KEPT);
  show(entries);
}

const change = (key, with_) =>
  keep(kept().flatMap((entry) => (entry.key !== key ? [entry] : with_ ? [{ ...entry, ...with_ }] : [])));

function show(entries) {
  if (!box) return;
  box.hidden = !entries.length;
  box.querySelector("ul").replaceChildren(...entries.map(line));
}

function line(entry) {
  const item = document.createElement("li");
  item.append(`${entry.words}, ${new Date(entry.at).toLocaleTimeString()}. ${box.dataset[entry.state] ?? ""} `);
  if (entry.state !== "refused") return item;
  const open = document.createElement("a");
  open.href = entry.page;
  open.textContent = box.dataset.open;
  const away = document.createElement("button");
  away.className = "link";
  away.textContent = box.dataset.dismiss;
  away.addEventListener("click", () => change(entry.key, null));
  item.append(open, " ", away);
  return item;
}

async function send(entry) {
  const body = new URLSearchParams(entry.body);
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  const answer = await fetch(entry.url, { method: "POST", body, signal: AbortSignal.timeout(15000) });
  if (answer.status >= 500) throw new Error(answer.status);
  if (answer.url.includes("/sign-in/")) return { state: "signIn" };
  return answer.ok ? { done: answer.url } : { state: "refused" };
}

async function work() {
  if (sending) return;
  sending = true;
  try {
    for (const entry of kept().filter((each) => each.state !== "refused")) {
      const result = await send(entry);
      change(entry.key, result.done ? null : result);
      if (result.done && location.pathname.startsWith(entry.page)) location.assign(result.done);
    }
  } catch {
    keep(kept().map((entry) => (entry.state === "refused" ? entry : { ...entry, state: "resend" })));
  }
  sending = false;
}

document.querySelector("form[data-keep]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  form.querySelector("button").disabled = true;
  const body = [...new FormData(form)];
  const key = form.elements.id.value;
  const entry = { key, url: form.action, page: form.dataset.page, body, words: form.dataset.keep, at: Date.now() };
  keep([...kept().filter((each) => each.key !== key), entry]);
  work();
});

show(kept());
if (box) {
  work();
  addEventListener("online", work);
  setInterval(work, 5000);
}
