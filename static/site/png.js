// Offers each chart's file as a PNG too, which the browser draws. The SVG needs no script.
"use strict";
const SHARP = 2; // dots for each unit of the drawing
const save = async (link) => {
  const image = new Image();
  image.src = link.href;
  await image.decode();
  const size = { width: image.naturalWidth * SHARP, height: image.naturalHeight * SHARP };
  const canvas = Object.assign(document.createElement("canvas"), size);
  canvas.getContext("2d").drawImage(image, 0, 0, size.width, size.height);
  canvas.toBlob((blob) => {
    const href = URL.createObjectURL(blob);
    const name = new URL(link.href).pathname.split("/").pop().replace(/svg$/, "png");
    Object.assign(document.createElement("a"), { href, download: `nss-${name}` }).click();
    URL.revokeObjectURL(href);
  }, "image/png");
};
for (const link of document.querySelectorAll("a[data-png]")) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "as-link", textContent: "PNG" });
  button.setAttribute("aria-label", link.dataset.png);
  button.addEventListener("click", () => save(link));
  link.parentNode.append(" · ", button); // at the end, so that nothing moves
}
