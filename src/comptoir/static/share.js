// Sharing a piece: the device's own sheet where it has one, else the address is copied. Without a script it is a letter.
for (const link of document.querySelectorAll("[data-share]")) {
  const said = link.parentElement.querySelector("[role=status]");
  link.addEventListener("click", async (event) => {
    const { share: url, title, copied } = link.dataset;
    if (!navigator.share && !navigator.clipboard) return;
    event.preventDefault();
    try {
      if (navigator.share) await navigator.share({ title, url });
      else {
        await navigator.clipboard.writeText(url);
        said.textContent = copied;
      }
    } catch (refused) {
      // Whoever closes the sheet has changed their mind; anything else leaves the letter.
      if (refused.name !== "AbortError") location.assign(link.href);
    }
  });
}
