// A plate grows where it is: by a press, Enter or two fingers. It follows the pointer, a finger or the arrows; Escape leaves.
const USUAL = 3;
const MOST = 6;
const ARROWS = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] };

for (const link of document.querySelectorAll(".zoom")) {
  const picture = link.querySelector("img");
  const fingers = new Map();
  let [scale, x, y, travelled] = [1, 50, 50, 0];
  let rest; // the picture before it grew, from the corner of its link

  const measure = () => {
    if (scale > 1) return;
    const [frame, box] = [link, picture].map((each) => each.getBoundingClientRect());
    rest = { left: box.left - frame.left, top: box.top - frame.top, width: box.width, height: box.height };
  };

  const show = (size, left = 50, top = 50) => {
    measure();
    [scale, x, y] = [[size, 1, MOST], [left, 0, 100], [top, 0, 100]].map(([n, least, most]) => Math.min(Math.max(n, least), most));
    link.ariaPressed = scale > 1;
    for (const source of link.querySelectorAll("source")) source.sizes = "300vw";
    picture.style.transformOrigin = `${x}% ${y}%`;
    picture.style.scale = scale;
  };

  const place = ({ clientX, clientY }) => {
    measure();
    const frame = link.getBoundingClientRect();
    return [((clientX - frame.left - rest.left) / rest.width) * 100, ((clientY - frame.top - rest.top) / rest.height) * 100];
  };

  const spread = () => {
    const [one, other] = fingers.values();
    const [clientX, clientY] = [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
    return { clientX, clientY, apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) };
  };

  const move = (event) => {
    const last = fingers.get(event.pointerId);
    const before = fingers.size === 2 && spread();
    if (last) fingers.set(event.pointerId, event);
    if (before) {
      const now = spread();
      show((scale * now.apart) / before.apart, ...(scale === 1 ? place(now) : [x, y]));
      travelled = 99;
    } else if (scale === 1) return;
    else if (event.pointerType === "mouse") show(scale, ...place(event));
    else if (last) {
      const [dx, dy] = [event.clientX - last.clientX, event.clientY - last.clientY];
      const share = 100 / (scale - 1);
      show(scale, x - (dx / rest.width) * share, y - (dy / rest.height) * share);
      travelled += Math.hypot(dx, dy);
    }
  };

  link.role = "button";
  link.ariaPressed = false;
  link.addEventListener("pointerdown", (event) => {
    travelled = 0;
    if (event.pointerType !== "mouse") fingers.set(event.pointerId, event);
  });
  link.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel", "pointerleave"])
    link.addEventListener(end, (event) => fingers.delete(event.pointerId));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // A finger that moved the picture has not pressed it; a key presses its middle.
    if (travelled < 9) scale > 1 ? show(1) : show(USUAL, ...(event.detail ? place(event) : []));
    travelled = 0;
  });
  link.addEventListener("keydown", (event) => {
    const step = scale > 1 && ARROWS[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    if (step) show(scale, x + step[0], y + step[1]);
    else link.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && scale > 1) show(1);
  });
}
