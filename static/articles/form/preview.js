// The preview beside the form: the unsaved draft as the public would see it.

const PAUSE = 1500; // milliseconds without a key before the preview follows

/** Refresh the preview while its panel is open; null where there is none. */
export function mountPreview(form) {
  const panel = document.getElementById("preview-panel");
  if (!panel) return null;
  const frame = panel.querySelector("iframe");
  const refresh = panel.querySelector(".preview-refresh");
  const phone = panel.querySelector(".preview-phone");
  let timer = null;
  const show = () => { if (panel.open) form.requestSubmit(refresh); };
  panel.addEventListener("toggle", show);
  phone.addEventListener("click", () => {
    const isPhone = frame.classList.toggle("phone");
    phone.setAttribute("aria-pressed", String(isPhone));
  });
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    },
  };
}
