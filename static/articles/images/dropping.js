// Dropping and pasting picture files onto a part of the page.

function filesOf(transfer) {
  return [...(transfer?.files ?? [])];
}

/** Whether something with files is dragged; what they are is only known once they are dropped. */
function holdsFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

/** Let files be dropped onto an element; `take` gets the first. */
export function acceptDrops(zone, take) {
  let depth = 0;
  const mark = (by) => {
    depth = Math.max(0, depth + by);
    zone.classList.toggle("is-dragged-over", depth > 0);
  };
  zone.addEventListener("dragenter", (event) => { if (holdsFiles(event)) mark(1); });
  zone.addEventListener("dragleave", (event) => { if (holdsFiles(event)) mark(-1); });
  zone.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  zone.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // or the browser would leave the page for the file
    event.stopPropagation();
    mark(-depth);
    const [file] = filesOf(event.dataTransfer);
    if (file) take(file);
  });
}

/** Let a picture be pasted; text is pasted as ever. */
export function acceptPastes(zone, take) {
  zone.addEventListener("paste", (event) => {
    const file = filesOf(event.clipboardData).find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}
