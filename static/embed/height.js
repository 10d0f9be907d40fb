// Tells the page around a card how high the card is: when that changes, and when it asks.
"use strict";
const tell = () => {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  parent.postMessage({ nssTrackerHeight: height }, "*");
};
new ResizeObserver(tell).observe(document.body);
addEventListener("message", tell);
